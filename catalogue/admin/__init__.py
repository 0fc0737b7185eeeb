"""The catalogue in the back office; importing a module registers its pages."""

from catalogue.admin import classification, editions, imports, queries, standards

__all__ = ["classification", "editions", "imports", "queries", "standards"]
