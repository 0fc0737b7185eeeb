"""What the pages of the catalogue show, as plain facts: templates do no sums.

`rows` asks the database; every other module works on rows already fetched.
"""
