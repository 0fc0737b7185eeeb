"""Reading tables: text with any of four delimiters, packed or not, and workbooks.

Everything is streamed. What cannot be read at all raises UnreadableFile; a row that
cannot be read comes as a line with a fault, and the rows after it still come.
"""
