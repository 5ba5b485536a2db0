"""Addresses of this room."""

from django.urls import path

from lachan.checkpoints.views import gate, staffing

app_name = "checkpoints"

urlpatterns = [
    path("", staffing.checkpoints, name="list"),
    path("new/", staffing.new, name="new"),
    path("of/<uuid:checkpoint_id>/", staffing.staff, name="staff"),
    path("of/<uuid:checkpoint_id>/passages/", gate.passages, name="passages"),
    path("of/<uuid:checkpoint_id>/posts/<int:post_id>/", gate.gate, name="gate"),
    path("passengers/<uuid:passenger_id>/", gate.decide, name="decide"),
]
