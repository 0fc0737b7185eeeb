"""The pages of units in the back office."""
