"""Where a request came from."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address, read only from proxies we trust.

    With TRUSTED_PROXY_HOPS = n the n-th address from the right of
    X-Forwarded-For counts; anything further left may be forged.
    """
    direct: str = request.META.get("REMOTE_ADDR", "")
    hops = settings.TRUSTED_PROXY_HOPS
    if hops <= 0:
        return direct
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    addresses = [part.strip() for part in forwarded if part.strip()]
    return addresses[-hops] if len(addresses) >= hops else direct
