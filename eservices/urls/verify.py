"""The public check of a certificate: /verify/."""

from django.urls import path

from eservices.views import verify

app_name = "verify"
urlpatterns = [
    path("", verify.check, name="check"),
    path("<str:address>/", verify.certificate, name="certificate"),
    path("<str:address>/seal/", verify.seal, name="seal"),
    path("<str:address>/paper/", verify.paper, name="paper"),
    path("<str:address>/<slug:kind>/", verify.download, name="download"),
]
