"""The pages of an application in their order, and where one stands among them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.workflow import Text
from eservices.engine import ServiceDefinition, Step
from eservices.engine.definition import Rows
from eservices.models import Draft
from eservices.models.drafts import form_of

FEE = "fee"
CHECK = "check"
# What every service ends with, where its class does not say it otherwise.
_LAST = (Step(FEE, _("Fee")), Step(CHECK, _("Check and send")))


@dataclass(frozen=True)
class Stop:
    """One page: the form of a step, or one of its lists."""

    step: Step
    rows: Rows | None
    url: str

    @property
    def label(self) -> Text:
        """What stands on links to it."""
        return self.rows.label if self.rows else self.step.label


@dataclass(frozen=True)
class Station:
    """A step on the ruler above the page."""

    number: int
    label: Text
    url: str
    is_done: bool
    is_here: bool


@dataclass(frozen=True)
class Journey:
    """A draft's pages; `at` is the one shown."""

    definition: ServiceDefinition
    draft: Draft
    at: str  # the code of the step shown

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps, with those every service ends with."""
        own = self.definition.steps
        codes = {step.code for step in own}
        return (*own, *(step for step in _LAST if step.code not in codes))

    @property
    def stops(self) -> list[Stop]:
        """Every page in order; a step without fields begins with its first list."""
        return [stop for step in self.steps for stop in self._stops_of(step)]

    @property
    def stations(self) -> list[Station]:
        """The steps as they stand on the ruler."""
        return [
            Station(
                number=number,
                label=step.label,
                url=self._stops_of(step)[0].url,
                is_done=step.code in self.draft.steps_done,
                is_here=step.code == self.at,
            )
            for number, step in enumerate(self.steps, start=1)
        ]

    @property
    def first(self) -> Stop:
        """Where writing begins."""
        return self.stops[0]

    def resume(self) -> Stop:
        """The first page that is not done yet, else the check.

        Of a step whose form is done already, the first of its lists.
        """
        done = set(self.draft.steps_done)
        missing = (
            stop
            for stop in self.stops
            if stop.step.code not in done
            and (stop.rows or form_of(stop.step.code) not in done)
        )
        return next(missing, self.stops[-1])

    def after(self, url: str) -> str:
        """The page behind the one at `url`."""
        urls = [stop.url for stop in self.stops]
        return urls[min(urls.index(url) + 1, len(urls) - 1)]

    def before(self, url: str) -> str:
        """The page before the one at `url`; "" before the first."""
        urls = [stop.url for stop in self.stops]
        at = urls.index(url)
        return urls[at - 1] if at else ""

    def of_rows(self, rows: Rows) -> Stop:
        """The page of a list."""
        return next(stop for stop in self.stops if stop.rows is rows)

    def _stops_of(self, step: Step) -> list[Stop]:
        lists = [Stop(step, rows, self.rows_url(rows)) for rows in step.rows]
        if step.rows and not (step.fields or step.documents):
            return lists
        return [Stop(step, None, self.step_url(step.code)), *lists]

    def step_url(self, code: str) -> str:
        """The address of the form of a step."""
        return reverse("services:step", args=[self.draft.uuid, code])

    def rows_url(self, rows: Rows) -> str:
        """The address of a list."""
        return reverse("services:rows", args=[self.draft.uuid, rows.key])
