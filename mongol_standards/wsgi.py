"""What the web server loads."""

import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.wsgi import get_wsgi_application

from mongol_standards.charsets import readable_type

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mongol_standards.settings")
django_application = get_wsgi_application()


def application(
    environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """Django, handed only what it can make a request of."""
    environ["CONTENT_TYPE"] = readable_type(environ.get("CONTENT_TYPE", ""))
    return django_application(environ, start_response)
