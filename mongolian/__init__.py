"""The Mongolian language and calendar in pure Python: no Django, stdlib only.

Floor 0 of the house (design.md 2): every other package may import this one and
it imports none of them.
"""
