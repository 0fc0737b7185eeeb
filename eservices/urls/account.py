"""The desk of companies and citizens: /account/."""

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []
