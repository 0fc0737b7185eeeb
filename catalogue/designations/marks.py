"""Marks that head, body and tail must tell apart: years, supplements, versions."""

YEAR = "19[2-9][0-9]|20[0-2][0-9]|203[0-5]"
"""Years that need no colon to be read as one: 1920 to 2035."""

SUPPLEMENTS = {
    "AMENDMENT": "amd", "AMEND": "amd", "AMD": "amd", "DAMD": "amd", "FDAMD": "amd",
    "PDAM": "amd", "FDAM": "amd", "DAM": "amd",
    "CORRIGENDUM": "cor", "CORR": "cor", "COR": "cor", "DCOR": "cor",
    "ADDENDUM": "add", "ADD": "add", "SUPPLEMENT": "suppl", "SUPPL": "suppl",
    "ISH": "ish", "FRAG": "frag", "ERRATUM": "err", "ERRATA": "err", "ERR": "err",
    "EXPLANATION": "expl", "EXPL": "expl", "EXT": "ext",
    "ANNEXES": "annex", "ANNEX": "annex", "APPENDIX": "app", "APP": "app",
    "ӨӨРЧЛӨЛТ": "amd", "ИЗМЕНЕНИЕ": "amd", "ИЗМ": "amd", "ПОПРАВКА": "cor",
}  # fmt: skip
"""Words for a supplement and what it is in short; drafts of one included."""

DRAFT_SUPPLEMENTS = {"DAM", "FDAM", "PDAM", "DAMD", "FDAMD", "DCOR"}
"""Drafts of supplements that say their stage in their own name."""

SUPPLEMENT_STAGES = "AWI|WD|CD|NP|PWI|PRF"
"""Stages written in front of a supplement ("CD Amd 1")."""
