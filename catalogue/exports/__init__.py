"""Forms in which what the catalogue holds can be taken along."""
