"""Addresses of the petition's way in."""

from django.urls import path

from feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.form, name="form"),
    path("check/", views.check, name="check"),
    path("edit/", views.edit, name="edit"),
    path("receipt/", views.receipt, name="receipt"),
    path("receipt/pdf/", views.receipt_pdf, name="receipt_pdf"),
]
