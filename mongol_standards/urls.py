"""Every address of the portal; Mongolian without prefix, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, register_converter

from branches.views import branch as branch_pages
from branches.views import files as branch_files
from catalogue.api import api
from catalogue.views import api as api_pages
from catalogue.views.oai import oai
from catalogue.views.sitemap import sitemap as catalogue_sitemap
from catalogue.views.standard import old_record
from eservices.views import payments, verify
from mongol_standards import health, sitemaps, views
from mongol_standards.converters import DayConverter
from mongol_standards.views_pwa import pwa_patterns

register_converter(DayConverter, "day")

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/dan/", include("eservices.urls.dan")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", health.robots, name="robots"),
    path(
        ".well-known/certificate-keys.json",
        verify.public_keys,
        name="certificate_keys",
    ),
    path("payments/qpay/<uuid:token>/", payments.qpay_callback, name="qpay_callback"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path(
        "sitemap-pages.xml",
        sitemap,
        {"sitemaps": sitemaps.SITEMAPS},
        name="sitemap_pages",
    ),
    path(
        "sitemap-<slug:kind>-<int:number>.xml", catalogue_sitemap, name="sitemap_part"
    ),
    # Addresses of the portal before this one: one record a standard.
    path("standard/v/<int:record>", old_record, name="old_record_view"),
    path("standard/<int:record>", old_record, name="old_record"),
    path(
        "pictures/<slug:sha256>-<int:width>.webp", branch_files.picture, name="picture"
    ),
    path("oai/", oai, name="oai"),
    path("api/v1/", api.urls),
    path("api/openapi.json", api_pages.openapi, name="openapi"),
    path("api/docs", api_pages.docs, name="api_docs"),
    path("api/<path:rest>", api_pages.nothing, name="api_nothing"),
    path(
        "open-data/statistics.json", views.statistics_json, name="open_data_statistics"
    ),
    path("open-data/roots/<day:day>.json", views.root_json, name="root_json"),
    *pwa_patterns,
]

urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("feedback/", include("feedback.urls")),
    path("track/", include("casework.urls")),
    path("standards/", include("catalogue.urls")),
    path("surveys/", include("surveys.urls")),
    path("branches/", include("branches.urls")),
    path("about/<slug:slug>/", branch_pages.agency_page, name="agency_page"),
    path("services/", include("eservices.urls.services")),
    path("account/", include("organisation.urls")),
    path("account/", include("eservices.urls.account")),
    path("verify/", include("eservices.urls.verify")),
    path("registers/", include("eservices.urls.registers")),
    path("statistics/", views.statistics, name="statistics"),
    path("open-data/", views.open_data, name="open_data"),
    path("open-data/roots/", views.roots, name="roots"),
    path("offline/", views.offline, name="offline"),
    prefix_default_language=False,
)
