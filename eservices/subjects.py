"""What a citizen may write about: a certificate, an instrument."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.subjects import Subject, register
from eservices.certificates.document import name_of
from eservices.certificates.numbers import read_number
from eservices.models import Certificate, Instrument

CERTIFICATE, INSTRUMENT = "certificate", "instrument"
MOST_DIGITS = 18  # of an id


def register_subjects() -> None:
    """Make both known to casework."""
    register(CERTIFICATE, certificate)
    register(INSTRUMENT, instrument)


def certificate(key: str) -> Subject | None:
    """By its number as in addresses: s2-037-2026-000012."""
    number = read_number(key)
    if number is None:
        return None
    found = (
        Certificate.objects.filter(number=number)
        .select_related("service", "unit")
        .defer("content")
        .first()
    )
    if found is None:
        return None
    title = f"{name_of(found)} {found.number}"
    url = found.get_absolute_url()
    return Subject(CERTIFICATE, found.address, title, url, found.unit)


def instrument(key: str) -> Subject | None:
    """By serial number and id, as in the address of its passport: sw1/17.

    The unit is the one that looked at it last.
    """
    serial, _slash, pk = key.rpartition("/")
    if not (serial and pk.isascii() and pk.isdigit() and len(pk) <= MOST_DIGITS):
        return None
    found = Instrument.objects.filter(pk=int(pk), serial_key=serial).first()
    last = found.verifications.select_related("unit").first() if found else None
    if found is None or last is None:
        return None
    title = _("Measuring instrument %(instrument)s") % {"instrument": found}
    url = reverse("registers:instrument", args=[found.serial_key, found.pk])
    return Subject(INSTRUMENT, key, title, url, last.unit)
