"""The services and their application forms: /services/."""

from django.urls import URLPattern

app_name = "services"
urlpatterns: list[URLPattern] = []
