"""The services and their application forms: /services/."""

from django.urls import path

from eservices.views import services
from eservices.views.apply import (
    ending,
    line,
    loading,
    picking,
    receipt,
    rows,
    start,
    step,
)

app_name = "services"
DRAFT = "apply/<uuid:uuid>/"
LIST = f"{DRAFT}rows/<slug:key>/"
urlpatterns = [
    path("", services.index, name="index"),
    path("<slug:slug>/", services.service, name="service"),
    path("<slug:slug>/apply/", start.apply, name="apply"),
    path("apply/<uuid:bundle>/receipt/", receipt.receipt, name="receipt"),
    path(
        "apply/<uuid:bundle>/receipt/<str:number>.pdf",
        receipt.receipt_pdf,
        name="receipt_pdf",
    ),
    path(LIST, rows.rows, name="rows"),
    path(f"{LIST}add/", line.add, name="add_row"),
    path(f"{LIST}<int:line>/", line.edit, name="row"),
    path(f"{LIST}load/", loading.load, name="load"),
    path(f"{LIST}file/", loading.marked_file, name="rows_file"),
    path(f"{LIST}empty/", loading.empty_file, name="empty_file"),
    path(f"{LIST}find/", picking.find, name="find"),
    path(f"{LIST}suggest/", picking.suggestions, name="suggest"),
    path(f"{DRAFT}fee/", ending.fee, name="fee"),
    path(f"{DRAFT}check/", ending.check, name="check"),
    path(f"{DRAFT}<slug:code>/", step.step, name="step"),
]
