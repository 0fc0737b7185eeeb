"""The public API, version 1: read the catalogue, check a list; no key, no cookie.

What an answer holds is described once, in `answers` and `routes`, in English msgids:
`/api/openapi.json` gives them as they are, `/api/docs` in the reader's language.
"""

from catalogue.api.routes import api

__all__ = ["api"]
