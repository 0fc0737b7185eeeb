"""A service as the public sees it: what it asks, takes and gives, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.models import DayType, DeadlineRule
from eservices.engine import Document, ServiceDefinition, all_services
from eservices.engine.definition import Rows, always
from eservices.models import Service, Tariff
from eservices.pages.fee import is_free
from eservices.pages.service_map import ServiceMap
from eservices.services.applicant import is_company

RULE_PREFIX = "application."
SHOWN_LINES = 12  # of the price list; the rest stands behind a fold


@dataclass(frozen=True)
class Offer:
    """A service: what the code defines and what the agency set."""

    definition: ServiceDefinition
    service: Service | None  # None until the reference data are loaded
    rule: DeadlineRule | None
    tariffs: tuple[Tariff, ...]

    @property
    def is_open(self) -> bool:
        """Whether anybody may apply today."""
        return self.service is not None and self.service.is_open

    @property
    def audience(self) -> str:
        """Who may ask for it."""
        if self.definition.citizens_too:
            return _("Companies and citizens")
        return _("Companies and organisations")

    @property
    def duration(self) -> str:
        """How long it takes, counted from the day it is sent."""
        if self.rule is None:
            return _("Not fixed yet")
        if self.rule.day_type == DayType.WORKING:
            words = ngettext("%(n)s working day", "%(n)s working days", self.rule.days)
        else:
            words = ngettext("%(n)s day", "%(n)s days", self.rule.days)
        return words % {"n": self.rule.days}

    @property
    def is_free(self) -> bool:
        """Whether the service knows no fee at all."""
        return is_free(self.definition)

    @property
    def has_fee(self) -> bool:
        """Whether anything may have to be paid."""
        return not self.is_free

    @property
    def fee(self) -> str:
        """The fee in words; what no tariff line says yet is said so."""
        if self.is_free:
            return _("No fee")
        amounts = sorted({line.amount for line in self.tariffs})
        if not amounts:
            return _("By the tariff, computed after the review")
        if len(amounts) == 1:
            return f"{intcomma(amounts[0])} ₮"
        return _("%(least)s to %(most)s ₮ a line of the tariff") % {
            "least": intcomma(amounts[0]),
            "most": intcomma(amounts[-1]),
        }

    @property
    def validity(self) -> str:
        """How long the outcome is valid; "" when nothing is set."""
        months = self.service.valid_months if self.service else None
        if not months:
            return ""
        if months % 12:
            return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
        years = months // 12
        return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}

    @cached_property
    def documents(self) -> list[Document]:
        """Every paper that may be asked for."""
        return list(self.definition.documents.values())

    @property
    def occasional(self) -> list[Document]:
        """Those that only some of the applicants are asked for."""
        everybodys = (always, is_company)
        return [
            each
            for each in self.documents
            if each.required and each.shown not in everybodys
        ]

    @cached_property
    def rows(self) -> list[Rows]:
        """Every list that is filled in."""
        return list(self.definition.rows.values())

    @property
    def first_tariffs(self) -> tuple[Tariff, ...]:
        """The lines of the price list that are shown at once."""
        return self.tariffs[:SHOWN_LINES]

    @property
    def other_tariffs(self) -> tuple[Tariff, ...]:
        """Those behind a fold."""
        return self.tariffs[SHOWN_LINES:]

    @cached_property
    def map(self) -> ServiceMap:
        """The service map, drawn from what the engine runs on."""
        return ServiceMap.of(
            self.definition,
            self.rule,
            papers=len(self.documents),
            has_fee=self.has_fee,
        )


def offers() -> list[Offer]:
    """The five services, with three queries."""
    return _offers(all_services())


def offer_of(definition: ServiceDefinition) -> Offer:
    """One service, with three queries."""
    return _offers([definition])[0]


def _offers(definitions: Iterable[ServiceDefinition]) -> list[Offer]:
    today = timezone.localdate()
    slugs = [definition.slug for definition in definitions]
    services = Service.objects.select_related("unit").filter(slug__in=slugs)
    by_slug = {service.slug: service for service in services}
    rules = _rules(slugs, today)
    tariffs = list(_tariffs(slugs, today))
    return [
        Offer(
            definition,
            by_slug.get(definition.slug),
            rules.get(definition.slug),
            tuple(line for line in tariffs if line.service.slug == definition.slug),
        )
        for definition in definitions
    ]


def _rules(slugs: list[str], today: date) -> dict[str, DeadlineRule]:
    """The rule in force of each service: the newest that has begun."""
    keys = [f"{RULE_PREFIX}{slug}" for slug in slugs]
    begun = DeadlineRule.objects.filter(applies_to__in=keys, valid_from__lte=today)
    return {
        rule.applies_to.removeprefix(RULE_PREFIX): rule
        for rule in begun.order_by("valid_from", "pk")
    }


def _tariffs(slugs: list[str], today: date) -> Iterable[Tariff]:
    valid = Tariff.objects.filter(service__slug__in=slugs, days__contains=today)
    return valid.select_related("service").order_by("service__code", "line_code")
