"""The public registers: /registers/. No personal data; nothing is listed whole that
should be asked for one by one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue import designations
from catalogue.lookup import standard_at
from catalogue.search import Question, search
from eservices.certificates import registers
from eservices.certificates.numbers import address_of, read_number
from eservices.certificates.registers import LONGEST_QUESTION, REGISTERS, Found
from eservices.certificates.validity import validity
from eservices.models import Certificate

OFFERED = 8  # standards, when what was typed is no number


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Which registers there are."""
    context = {"registers": REGISTERS.values()}
    return render(request, "eservices/registers/index.html", context)


@require_safe
def listed(request: HttpRequest, register: str) -> HttpResponse:
    """One register: newest first, narrowed by words; a number leads to its page."""
    shown = REGISTERS.get(register)
    if shown is None:
        raise Http404
    text = _asked(request, "q")
    number = read_number(text)
    if number is not None and Certificate.objects.filter(number=number).exists():
        return redirect("verify:certificate", address_of(number))
    before = registers.read_cursor(request.GET.get("before", ""))
    found = registers.listed(shown, text, before)
    context = _list(found, text, before) | {"register": shown}
    return render(request, "eservices/registers/list.html", context)


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    """Which instruments bear a serial number; the only one is shown at once."""
    serial = _asked(request, "serial")
    found = registers.instruments(serial)
    if len(found) == 1:
        return redirect("registers:instrument", found[0].serial_key, found[0].pk)
    context = {"serial": serial, "found": found}
    return render(request, "eservices/registers/instruments.html", context)


@require_safe
def instrument(request: HttpRequest, serial: str, pk: int) -> HttpResponse:
    """The passport of one instrument: its whole life, and when it is due next."""
    passport = registers.passport(serial, pk)
    if passport is None:
        raise Http404
    standing = passport.standing
    time = (
        validity(standing.done_on, standing.due_on, timezone.localdate())
        if standing
        else None
    )
    context = {"passport": passport, "instrument": passport.instrument, "time": time}
    return render(request, "eservices/registers/instrument.html", context)


@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """Find the standard of which one wants to know who applies it."""
    text = _asked(request, "q")
    if text and standard_at(designations.slug(text)):
        return redirect("registers:standard", designations.slug(text))
    hits = search(Question(text=text), size=OFFERED).hits if text else ()
    context = {"text": text, "hits": hits}
    return render(request, "eservices/registers/standards.html", context)


@require_safe
def standard(request: HttpRequest, slug: str) -> HttpResponse:
    """Who applies a standard, by the address of it or of one of its editions."""
    shown = standard_at(slug)
    if shown is None:
        raise Http404
    before = registers.read_cursor(request.GET.get("before", ""))
    found = registers.appliers(shown, before)
    context = _list(found, "", before) | {"standard": shown}
    return render(request, "eservices/registers/standard.html", context)


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").strip()[:LONGEST_QUESTION]


def _list(found: Found, text: str, before: int | None) -> dict[str, object]:
    is_last = found.before is None
    return {
        "found": found,
        "text": text,
        "next_query": "" if is_last else urlencode(list(registers.links(found, text))),
        "first_query": urlencode({"q": text}) if text else "",
        "is_first": before is None,
    }
