"""Reading files of standards into the catalogue, row by row and again and again."""
