"""Addresses of this room."""

from django.urls import path

from lachan.testing import api, views

app_name = "testing"

urlpatterns = [
    path("tests/", views.results, name="results"),
    path("tests/release/", views.release, name="release"),
    path("tests/<uuid:result_id>/correct/", views.correct, name="correct"),
    path("api/v1/samples", api.samples, name="take_samples"),
    path("api/v1/results", api.results, name="take_answers"),
]
