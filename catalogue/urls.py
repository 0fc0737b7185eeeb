"""Addresses of the catalogue, under /standards/ in both languages."""

from __future__ import annotations

from django.urls import URLPattern, path

from catalogue.views import browse, changes, check, exports, search, standard

app_name = "catalogue"

# Specific addresses first: the last one takes any slug.
urlpatterns: list[URLPattern] = [
    path("", search.search, name="search"),
    path("suggest/", search.suggestions, name="suggest"),
    path("check/", check.check, name="check"),
    path("check/download/<slug:sheet>/", check.check_download, name="check_download"),
    path("ics/", browse.ics_index, name="ics_index"),
    path("ics/<str:code>/", browse.ics, name="ics"),
    path("committees/", browse.committees, name="committees"),
    path("committees/<slug:slug>/", browse.committee, name="committee"),
    path("new/", changes.new, name="changes"),
    path("feed/", exports.feed, name="feed"),
    path("results.csv", exports.results_csv, name="results_csv"),
    path("<slug:slug>/feed/", exports.standard_feed, name="standard_feed"),
    path("<slug:slug>/export/<slug:name>/", exports.export, name="export"),
    path("<slug:slug>/", standard.standard, name="standard"),
]
