"""The public registers: /registers/."""

from django.urls import path

from eservices.views import registers

app_name = "registers"
urlpatterns = [
    path("", registers.index, name="index"),
    path("instruments/", registers.instruments, name="instruments"),
    path("instruments/<str:serial>/<int:pk>/", registers.instrument, name="instrument"),
    path("standards/", registers.standards, name="standards"),
    path("standards/<slug:slug>/", registers.standard, name="standard"),
    path("<slug:register>/", registers.listed, name="listed"),
]
