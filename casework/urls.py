"""Addresses of the tracking page; number and code never stand in one."""

from django.urls import path

from casework import views

app_name = "casework"
urlpatterns = [
    path("", views.track, name="track"),
    path("file/", views.file, name="file"),
    path("<slug:code>/", views.act, name="act"),
]
