"""Limits of uploaded files; how many and how large is in the settings.

Reasons: docs/decisions/0003-uploaded-files.md.
"""

MEGABYTE = 1024 * 1024
MAX_NAME = 120  # characters of a file's name

MAX_PIXELS = 40_000_000
LONG_SIDE = 2560  # pixels; enough to read a label on a photo

# Office files, which are zip archives.
MAX_MEMBERS = 2000
MAX_UNPACKED = 100 * MEGABYTE
MAX_RATIO = 200

MAX_PDF_OBJECTS = 50 * MEGABYTE  # unpacked object streams of one PDF
