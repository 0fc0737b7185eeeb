"""Is it still in force? A list of designations, each with status and replacement."""

from catalogue.checking.answers import Checked, Verdict, as_csv, as_xlsx
from catalogue.checking.lines import check_lines
from catalogue.checking.uploads import read_upload

__all__ = ["Checked", "Verdict", "as_csv", "as_xlsx", "check_lines", "read_upload"]
