"""Counters kept in the database: numbers and rate limits."""

from __future__ import annotations

from django.db import models


class NumberSeries(models.Model):
    """The last number given in a series (e.g. "case-26"); gap-free."""

    name = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class TokenBucket(models.Model):
    """A rate limit: tokens left under a keyed hash, refilled by time."""

    key = models.CharField(max_length=64, primary_key=True)
    tokens = models.FloatField()
    updated_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:12]
