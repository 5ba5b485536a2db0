"""Addresses of this room."""

from django.urls import path

from lachan.testing import views

app_name = "testing"

urlpatterns = [
    path("", views.results, name="results"),
    path("release/", views.release, name="release"),
    path("<uuid:result_id>/correct/", views.correct, name="correct"),
]
