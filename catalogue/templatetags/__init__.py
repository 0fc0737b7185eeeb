"""What templates of the catalogue ask for."""
