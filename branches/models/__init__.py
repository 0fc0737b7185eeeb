"""What the page of a unit is made of."""

from branches.models.content import EditLock, Page, PageKind, Revision, RevisionState
from branches.models.files import Document, Picture
from branches.models.place import (
    LocalFigure,
    OpeningHours,
    Place,
    ServiceOffer,
    SpecialDay,
    StaffMember,
)

__all__ = [
    "Document",
    "EditLock",
    "LocalFigure",
    "OpeningHours",
    "Page",
    "PageKind",
    "Picture",
    "Place",
    "Revision",
    "RevisionState",
    "ServiceOffer",
    "SpecialDay",
    "StaffMember",
]
