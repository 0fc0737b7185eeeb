"""The way to DAN and back; one address each, so that one is registered there.

allauth asks for them by these names.
"""

from django.urls import path

from eservices.dan import views

urlpatterns = [
    path("login/", views.leave, {"provider_id": "dan"}, name="openid_connect_login"),
    path(
        "callback/",
        views.come_back,
        {"provider_id": "dan"},
        name="openid_connect_callback",
    ),
]
