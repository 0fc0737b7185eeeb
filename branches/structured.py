"""A unit in the words of schema.org, for machines that read pages (JSON-LD)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from branches.branch import BranchPage
from branches.opening import Day, Span
from catalogue.structured import data_block

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def script(page: BranchPage) -> SafeString:
    """The data block for the head of the page."""
    return data_block(described(page))


def described(page: BranchPage) -> dict[str, Any]:
    """What the unit is, without what is not known."""
    unit = page.unit
    address = f"{settings.SITE_URL}{reverse('branches:branch', args=[unit.code])}"
    found = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "@id": address,
        "url": address,
        "name": unit.name,
        "telephone": unit.phone,
        "email": unit.email,
        "address": unit.address_mn and _address(page),
        "geo": page.has_own_point and _point(page),
        "openingHours": [
            f"{_DAYS[weekday]} {_written(span)}"
            for weekday, spans in sorted(page.calendar.week.items())
            for span in spans
        ],
        # Without usual hours, a day off says nothing.
        "specialOpeningHoursSpecification": page.calendar.is_known
        and [each for day in page.week if day.is_unusual for each in _special(day)],
    }
    return {key: value for key, value in found.items() if value}


def _address(page: BranchPage) -> dict[str, str]:
    return {
        "@type": "PostalAddress",
        "streetAddress": page.unit.address_mn,
        "addressRegion": page.unit.place_mn,
        "addressCountry": "MN",
    }


def _point(page: BranchPage) -> dict[str, Any]:
    place = page.place
    return {
        "@type": "GeoCoordinates",
        "latitude": float(place.latitude) if place and place.latitude else None,
        "longitude": float(place.longitude) if place and place.longitude else None,
    }


def _special(day: Day) -> list[dict[str, str]]:
    dates = {"validFrom": f"{day.day}", "validThrough": f"{day.day}"}
    spans = day.spans or (None,)
    return [
        {
            "@type": "OpeningHoursSpecification",
            **dates,
            "opens": f"{span.opens:%H:%M}" if span else "00:00",
            "closes": f"{span.closes:%H:%M}" if span else "00:00",
        }
        for span in spans
    ]


def _written(span: Span) -> str:
    return f"{span.opens:%H:%M}-{span.closes:%H:%M}"
