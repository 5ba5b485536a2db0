"""Addresses of this room."""

from django.urls import path

from lachan.places import api
from lachan.places.views import divided, gate, hamlets, inspecting, owners, visitors

app_name = "places"

urlpatterns = [
    # units that were divided, and the hamlets of a commune
    path("areas/divided/", divided.units, name="divided"),
    path("areas/divided/<int:unit_id>/", divided.unit, name="left"),
    path("areas/divided/<int:unit_id>/place/", divided.place, name="place"),
    path("areas/decisions/<uuid:decision_id>/take-back/", divided.take_back, name="take_back"),
    path("areas/", hamlets.hamlets, name="hamlets"),
    path("areas/hamlets/<int:hamlet_id>/rename/", hamlets.rename, name="rename_hamlet"),
    path("areas/hamlets/<int:hamlet_id>/end/", hamlets.end, name="end_hamlet"),
    # scanners and visitors
    path("api/v1/scans", api.scans, name="scans"),
    path("api/v1/bundle", api.bundle, name="bundle"),
    path("gate/", gate.page, name="gate"),
    path("gate/worker.js", gate.worker, name="gate_worker"),
    path("gate/manifest.webmanifest", gate.manifest, name="gate_manifest"),
    path("p/<str:code>", visitors.behind, name="behind"),
    path("me/<uuid:care_id>/visits/", visitors.visits, name="visits"),
    path("me/<uuid:care_id>/visits/dispute/", visitors.dispute, name="dispute"),
    # owners
    path("places/", owners.mine, name="mine"),
    path("places/new/", owners.new, name="new"),
    path("places/of/<str:code>/", owners.kept, name="kept"),
    path("places/of/<str:code>/poster/", owners.poster, name="poster"),
    path("places/of/<str:code>/zones/", owners.add_zone, name="add_zone"),
    path("places/of/<str:code>/phones/", owners.add_device, name="add_device"),
    path("places/of/<str:code>/phones/<int:device>/revoke/", owners.revoke_device, name="revoke_device"),
    path("places/of/<str:code>/report/", owners.report, name="report"),
    # communes
    path("places/activity/", inspecting.activity, name="activity"),
    path("places/unused/", inspecting.unused, name="unused"),
    path("places/doubtful/", inspecting.doubtful, name="doubtful"),
    path("places/doubtful/decide/", inspecting.decide_scan, name="decide_scan"),
    path("places/disputes/", inspecting.disputes, name="disputes"),
    path("places/disputes/<uuid:dispute_id>/", inspecting.decide_dispute, name="decide_dispute"),
    path("places/suspicions/<uuid:suspicion_id>/", inspecting.settle_suspicion, name="settle_suspicion"),
    path("places/upload/", inspecting.upload, name="upload"),
]
