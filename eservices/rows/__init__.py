"""Rows as people bring them: typed, pasted, uploaded; read, checked, given back."""
