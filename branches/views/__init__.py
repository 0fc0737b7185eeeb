"""The public pages of units."""
