"""Addresses of the catalogue, under /standards/ in both languages."""

from __future__ import annotations

from django.urls import URLPattern, path

from catalogue.views import standard

app_name = "catalogue"

# Specific addresses first: the last one takes any slug.
urlpatterns: list[URLPattern] = [
    path("<slug:slug>/", standard.standard, name="standard"),
]
