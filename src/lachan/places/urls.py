"""Addresses of this room."""

from django.urls import path

from lachan.places import api

app_name = "places"

urlpatterns = [
    path("api/v1/scans", api.scans, name="scans"),
]
