"""Every write that matters of the pages of units."""
