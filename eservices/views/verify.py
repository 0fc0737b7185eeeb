"""Checking a certificate: by number, QR code or document; and proving the paper.

Looking changes nothing. What may be guessed (numbers, codes) is slowed for who fails.
"""

from __future__ import annotations

from django.core.cache import cache
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from casework.ratelimit import Limit, give_back, take
from eservices.certificates import document, keys, sealing
from eservices.certificates.check_code import CodeRefused, TooManyCodes, prove
from eservices.certificates.forms import AskForm, CodeForm
from eservices.certificates.live import Live, Proof
from eservices.certificates.numbers import address_of, read_number
from eservices.certificates.sealing import Checked
from eservices.models import Certificate
from organisation.client_address import client_address

MISTAKEN, UNKNOWN, TOO_MANY = 422, 404, 429
# Failed checks of an address: unknown numbers, forged signatures.
FAILURES = Limit("certificate.asked", burst=40, seconds=600)
# The same for pages only looked at, counted in the cache: a GET writes nothing.
LOOKS, LOOKS_SECONDS = 60, 600
KINDS = ("pdf", "json")

answers_get_and_post = require_http_methods(["GET", "HEAD", "POST"])
# The form holds a token, the answer what somebody sent.
kept_nowhere = cache_control(no_store=True)


@kept_nowhere
@answers_get_and_post
def check(request: HttpRequest) -> HttpResponse:
    """The form; a number leads to its page, a signature to a verdict."""
    if request.method != "POST":
        return _form(request, AskForm())
    address = client_address(request)
    form = AskForm(request.POST, request.FILES)
    if not take(FAILURES, address):
        form.add_error(None, _("Too many tries. Please try again in 10 minutes."))
        return _form(request, form, status=TOO_MANY)
    if not form.is_valid():
        give_back(FAILURES, address)
        return _form(request, form, status=MISTAKEN)
    checked = _checked(form)
    if checked is None:
        return _by_number(request, form)
    proof = _proof(checked)
    if proof.is_good:
        give_back(FAILURES, address)
    return _form(request, AskForm(), proof=proof)


@kept_nowhere
@require_safe
def certificate(request: HttpRequest, address: str) -> HttpResponse:
    """The page of a certificate: its state today, its scope, what became of it."""
    number = read_number(address)
    if number is not None and address != address_of(number):
        return HttpResponsePermanentRedirect(_page_of(number))
    found = _find(number)
    if found is None:
        return _unknown(request)
    return _page(request, found, CodeForm(auto_id="%s"))


@kept_nowhere
@answers_get_and_post
def seal(request: HttpRequest, address: str) -> HttpResponse:
    """The verdict on the fragment of this page, for its script."""
    if request.method != "POST":
        return redirect("verify:certificate", address)
    subject = client_address(request)
    if not take(FAILURES, subject):
        return JsonResponse({}, status=TOO_MANY)
    found = sealing.find_seal(request.POST.get("text", ""))
    checked = (
        sealing.check(found, keys.known_keys(), number=read_number(address) or "")
        if found
        else Checked(sealing.Verdict.FORGED, {})
    )
    proof = _proof(checked)
    if proof.is_good:
        give_back(FAILURES, subject)
    return JsonResponse({"tone": proof.tone, "sentence": proof.sentence})


@kept_nowhere
@answers_get_and_post
def paper(request: HttpRequest, address: str) -> HttpResponse:
    """Prove the paper with the code on it: then its documents can be fetched."""
    if request.method != "POST":
        return redirect("verify:certificate", address)
    form = CodeForm(request.POST, auto_id="%s")
    found, refusal = _proven(request, address, form)
    if found is None:
        return refusal or _unknown(request)
    return _page(request, found, form, is_proven=True)


@kept_nowhere
@answers_get_and_post
def download(request: HttpRequest, address: str, kind: str) -> HttpResponseBase:
    """The document, pdf or json, for who has the code."""
    if kind not in KINDS:
        raise Http404
    if request.method != "POST":
        return redirect("verify:certificate", address)
    found, refusal = _proven(request, address, CodeForm(request.POST, auto_id="%s"))
    if found is None:
        return refusal or _unknown(request)
    return as_file(found, kind)


def as_file(found: Certificate, kind: str) -> HttpResponse:
    """A certificate as a download, pdf or json."""
    if kind == "pdf":
        answer = HttpResponse(
            document.certificate_pdf(found), content_type="application/pdf"
        )
    else:
        answer = JsonResponse(
            document.certificate_json(found),
            json_dumps_params={"ensure_ascii": False, "indent": 1},
        )
    name = f"{found.address}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def public_keys(request: HttpRequest) -> JsonResponse:
    """/.well-known/certificate-keys.json: the keys that sign and have signed."""
    answer = JsonResponse(keys.published())
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def _checked(form: AskForm) -> Checked | None:
    """The verdict on what was sent; None when it is no more than a number."""
    if form.document is not None:
        return sealing.check_document(form.document, keys.known_keys())
    asked = form.cleaned_data["asked"]
    found = sealing.find_seal(asked)
    if found is None:
        return None
    return sealing.check(found, keys.known_keys(), number=sealing.number_in(asked))


def _by_number(request: HttpRequest, form: AskForm) -> HttpResponse:
    asked = form.cleaned_data["asked"]
    number = sealing.number_in(asked) or read_number(asked)
    if number is None:
        form.add_error(
            "asked", _("This is neither a number nor the text of a QR code.")
        )
        return _form(request, form, status=MISTAKEN)
    if not Certificate.objects.filter(number=number).exists():
        form.add_error(
            "asked",
            _("There is no certificate %(number)s. Please check the number.")
            % {"number": number},
        )
        return _form(request, form, status=UNKNOWN)
    give_back(FAILURES, client_address(request))
    return redirect(_page_of(number))


def _proof(checked: Checked) -> Proof:
    return Proof(checked, _find(checked.number or None))


def _find(number: str | None) -> Certificate | None:
    if number is None:
        return None
    certificates = Certificate.objects.with_all_around()
    found: Certificate | None = (
        certificates.select_related("verification__instrument__kind")
        .filter(number=number)
        .first()
    )
    return found


def _page_of(number: str) -> str:
    return reverse("verify:certificate", args=[address_of(number)])


def _proven(
    request: HttpRequest, address: str, form: CodeForm
) -> tuple[Certificate | None, HttpResponse | None]:
    """The certificate, else the page with what is wrong with the code."""
    number = read_number(address)
    if number is None:
        return None, None
    if not form.is_valid():
        return None, _refused(request, number, form, MISTAKEN)
    try:
        proven = prove(
            number=number,
            code=form.cleaned_data["code"],
            address=client_address(request),
        )
    except CodeRefused as refusal:
        form.add_error("code", str(refusal))
        is_locked = isinstance(refusal, TooManyCodes)
        return None, _refused(
            request, number, form, TOO_MANY if is_locked else MISTAKEN
        )
    return proven, None


def _refused(
    request: HttpRequest, number: str, form: CodeForm, status: int
) -> HttpResponse:
    """The page again; for an unknown number one of the same shape."""
    found = _find(number)
    if found is not None:
        return _page(request, found, form, status=status)
    context = {"form": form, "number": number, "OTHER_LANGUAGE_URL": ""}
    return render(request, "eservices/verify/refused.html", context, status=status)


def _form(
    request: HttpRequest,
    form: AskForm,
    *,
    proof: Proof | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "proof": proof}
    if request.method == "POST":
        context["OTHER_LANGUAGE_URL"] = ""
    return render(request, "eservices/verify/check.html", context, status=status)


def _page(
    request: HttpRequest,
    found: Certificate,
    form: CodeForm,
    *,
    is_proven: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "live": Live(found, request.GET.get("page", 1)),
        "certificate": found,
        "form": form,
        "is_proven": is_proven,
        "sample": document.is_sample(found),
    }
    if request.method == "POST":
        context["OTHER_LANGUAGE_URL"] = ""
    return render(request, "eservices/verify/certificate.html", context, status=status)


def _unknown(request: HttpRequest) -> HttpResponse:
    """No such certificate; who keeps guessing has to wait."""
    status = TOO_MANY if _looks(client_address(request)) > LOOKS else UNKNOWN
    context = {"form": AskForm(), "is_slowed": status == TOO_MANY}
    return render(request, "eservices/verify/unknown.html", context, status=status)


def _looks(address: str) -> int:
    """How many unknown numbers this address has looked at lately, with this one."""
    name = salted_hmac("certificate.looks", address, algorithm="sha256").hexdigest()
    cache.add(name, 0, LOOKS_SECONDS)
    try:
        return int(cache.incr(name))
    except ValueError:  # it has just run out
        return 1
