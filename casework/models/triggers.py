"""Triggers that refuse what must never happen to a table."""

import pgtrigger


def never_truncated(name: str) -> pgtrigger.Trigger:
    """Row triggers do not see TRUNCATE, so a statement trigger refuses it."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'this table is never truncated';",
    )
