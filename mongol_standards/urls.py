"""Every address of the portal; Mongolian without prefix, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from mongol_standards import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("allauth.urls")),
]

urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("offline/", views.offline, name="offline"),
    prefix_default_language=False,
)
