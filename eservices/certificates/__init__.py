"""Certificates: numbers, signatures, documents, checks."""
