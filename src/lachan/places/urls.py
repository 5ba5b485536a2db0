"""Addresses of this room."""

from django.urls import path

from lachan.places import api, views

app_name = "places"

urlpatterns = [
    path("api/v1/scans", api.scans, name="scans"),
    path("p/<str:code>", views.behind, name="behind"),
    path("me/<uuid:care_id>/visits/", views.visits, name="visits"),
    path("me/<uuid:care_id>/visits/dispute/", views.dispute, name="dispute"),
    path("places/", views.mine, name="mine"),
    path("places/new/", views.new, name="new"),
    path("places/of/<str:code>/", views.place, name="place"),
    path("places/of/<str:code>/poster/", views.poster, name="poster"),
    path("places/of/<str:code>/zones/", views.add_zone, name="add_zone"),
    path("places/of/<str:code>/phones/", views.add_device, name="add_device"),
    path("places/of/<str:code>/phones/<int:device>/revoke/", views.revoke_device, name="revoke_device"),
    path("places/of/<str:code>/report/", views.report, name="report"),
    path("places/activity/", views.activity, name="activity"),
    path("places/unused/", views.unused, name="unused"),
    path("places/doubtful/", views.doubtful, name="doubtful"),
    path("places/doubtful/decide/", views.decide_scan, name="decide_scan"),
    path("places/disputes/", views.disputes, name="disputes"),
    path("places/disputes/<uuid:dispute_id>/", views.decide_dispute, name="decide_dispute"),
    path("places/suspicions/<uuid:suspicion_id>/", views.settle_suspicion, name="settle_suspicion"),
    path("places/upload/", views.upload, name="upload"),
]
