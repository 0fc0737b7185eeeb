"""The pages of units in the back office: lists and forms."""

from branches.admin import place, texts

__all__ = ["place", "texts"]
