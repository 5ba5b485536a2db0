"""Addresses of this room."""

from django.urls import path

from lachan.areas import views

app_name = "areas"

urlpatterns = [path("options", views.options, name="options")]
