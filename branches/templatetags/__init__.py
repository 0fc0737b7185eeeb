"""Words and pictures of units in templates."""
