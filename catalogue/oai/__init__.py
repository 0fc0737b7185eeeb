"""The catalogue for harvesters: OAI-PMH 2.0 with Dublin Core.

http://www.openarchives.org/OAI/openarchivesprotocol.html; what is said of sections in
the modules is of this document.
"""
