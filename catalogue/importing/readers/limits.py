"""How much of a file is read: enough for any catalogue, too little to drown in."""

LONGEST_LINE = 1_000_000  # characters
LONGEST_CELL = 100_000  # characters; csv's own limit is a little above
MOST_LINES_A_RECORD = 40  # a quotation mark left open must not swallow the file
MOST_COLUMNS = 100
LAST_ROW = 1_048_576  # of a sheet of Excel
HEADER_WITHIN = 20  # rows of headings that may stand above the column names

FILE_BYTES = 200 * 1024**2
UNPACKED_BYTES = 2 * 1024**3
WORKBOOK_BYTES = 300 * 1024**2  # all parts of an XLSX, unpacked
WORKBOOK_PARTS = 2_000
ALWAYS_READ = 10 * 1024**2  # to this much anything may unpack
MOST_TIMES = 50  # its own size; lists of standards reach 10, bombs hundreds


def unpacked(packed: int, most: int) -> int:
    """How many bytes `packed` bytes may become; `most` in any case."""
    return min(most, max(ALWAYS_READ, packed * MOST_TIMES))
