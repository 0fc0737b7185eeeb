"""The page of one unit, put together for the template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from branches.directory import days_off, position_of
from branches.geography import Aimag, aimags, on_map
from branches.models import Document, LocalFigure, Page, PageKind, Place, Revision
from branches.opening import Calendar, Day, Opening
from branches.together import read_together
from casework.figures import Figures, unit_figures
from eservices.engine import ServiceDefinition, service_at
from eservices.models import Certificate, FieldTrip
from organisation.models import Unit
from surveys.models import Survey

if TYPE_CHECKING:
    from branches.models import StaffMember

NEWS_SHOWN = 20
DOCUMENTS_SHOWN = 20
CERTIFICATES_SHOWN = 5
DAYS_SHOWN = 7
TEXTS_READ = 100  # a unit has fewer announcements and news than a page shows


@dataclass(frozen=True)
class Offer:
    """A service done here, and how."""

    service: ServiceDefinition
    how: str


@dataclass(frozen=True)
class Text:
    """A live text: its page and the revision shown."""

    page: Page
    revision: Revision


class BranchPage:
    """What a person needs of a unit, in the order they need it.

    At most eight queries. `instead` shows a revision in place of the live one, for
    the preview of who may edit it.
    """

    def __init__(
        self, unit: Unit, now: datetime, instead: Revision | None = None
    ) -> None:
        self.unit = unit
        self.now = now
        self.instead = instead
        self.aimag: Aimag | None = aimags().get(unit.aimag_code)

    # --- where and when ---
    @cached_property
    def place(self) -> Place | None:
        """What is known of it as a place."""
        return getattr(self.unit, "place_of_unit", None)

    @cached_property
    def _lists(self) -> dict[str, list[Any]]:
        unit, today = self.unit, timezone.localdate(self.now)
        return read_together(
            unit,
            hours=unit.hours.all(),
            special_days=unit.special_days.filter(day__gte=today),
            days_off=days_off(today),
            offers=unit.offers.all(),
            documents=unit.documents.filter(is_public=True)[:DOCUMENTS_SHOWN],
            reported=unit.figures.all(),
            surveys=Survey.objects.current_for(unit, self.now),
            trips=unit.trips.filter(ends_on__gte=today).order_by("starts_on", "pk"),
        )

    @cached_property
    def calendar(self) -> Calendar:
        """Its days."""
        off = {row.date: row.name for row in self._lists["days_off"]}
        return Calendar(self._lists["hours"], self._lists["special_days"], off)

    @cached_property
    def opening(self) -> Opening:
        """Open now, or when next."""
        return self.calendar.at(self.now)

    @cached_property
    def week(self) -> list[Day]:
        """Today and the six days after it."""
        return self.calendar.days(timezone.localdate(self.now), DAYS_SHOWN)

    @property
    def has_own_point(self) -> bool:
        """Whether its own place on the map is known, not only its aimag."""
        return self.place is not None and self.place.latitude is not None

    @cached_property
    def point(self) -> tuple[int, int] | None:
        """Where it lies in the drawing of Mongolia."""
        latitude, longitude = position_of(self.unit, self.aimag)
        if latitude is None or longitude is None:
            return None
        return on_map(latitude, longitude)

    # --- what is done and who does it ---
    @cached_property
    def offers(self) -> list[Offer]:
        """The services done here."""
        known = ((service_at(row.service), row.how) for row in self._lists["offers"])
        return [Offer(service, how) for service, how in known if service is not None]

    @cached_property
    def staff(self) -> list[StaffMember]:
        """Who agreed to be shown."""
        rows = self.unit.staff.filter(is_public=True).select_related("photo")
        return list(rows)

    # --- what is said ---
    @cached_property
    def _texts(self) -> list[Text]:
        live = self.unit.pages.live(self.now).values("live_id")
        shown = Revision.objects.filter(pk__in=live).select_related("page", "picture")
        texts = [
            Text(revision.page, revision)
            for revision in shown.order_by("-go_live_at", "-page")[:TEXTS_READ]
        ]
        if self.instead is None:
            return texts
        others = [text for text in texts if text.page.pk != self.instead.page_id]
        return [Text(self.instead.page, self.instead), *others]

    def _of_kind(self, kind: str) -> list[Text]:
        return [text for text in self._texts if text.page.kind == kind]

    @property
    def profile(self) -> Text | None:
        """What the unit says of itself."""
        return next(iter(self._of_kind(PageKind.PROFILE)), None)

    @property
    def announcements(self) -> list[Text]:
        """The urgent first."""
        found = self._of_kind(PageKind.ANNOUNCEMENT)
        return sorted(found, key=lambda text: not text.revision.is_urgent)

    @property
    def news(self) -> list[Text]:
        """The newest first."""
        return self._of_kind(PageKind.NEWS)[:NEWS_SHOWN]

    @property
    def documents(self) -> list[Document]:
        """Its public documents."""
        return self._lists["documents"]

    # --- what it asks, does and did ---
    @property
    def survey(self) -> Survey | None:
        """The survey that is open now: its own, else the whole agency's."""
        survey: Survey | None = next(iter(self._lists["surveys"]), None)
        if survey is not None and survey.unit_id is not None:
            survey.unit = self.unit
        return survey

    @property
    def trips(self) -> list[FieldTrip]:
        """The field trips to come; a cancelled one says so until its day is over."""
        return self._lists["trips"]

    @cached_property
    def computed(self) -> Figures | None:
        """Its figures as counted from cases; None where it received nothing."""
        own = (each.figures for each in unit_figures() if each.code == self.unit.code)
        return next(own, None)

    @property
    def reported(self) -> list[LocalFigure]:
        """The figures it reports itself."""
        return self._lists["reported"]

    @cached_property
    def certificates(self) -> list[Certificate]:
        """Lately issued; samples and citizens' papers are not listed."""
        rows = Certificate.objects.filter(
            unit=self.unit, company__isnull=False, company__is_sample=False
        )
        return list(rows.order_by("-issued_on", "-pk")[:CERTIFICATES_SHOWN])
