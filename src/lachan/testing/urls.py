"""Addresses of this room."""

from django.urls import path

from lachan.testing import api, views

app_name = "testing"

urlpatterns = [
    path("tests/", views.results, name="results"),
    path("tests/sample/", views.sample, name="sample"),
    path("tests/labels/", views.labels, name="labels"),
    path("tests/pack/", views.pack, name="pack"),
    path("tests/recalls/", views.recalls, name="recalls"),
    path("tests/tubes/", views.tubes, name="tubes"),
    path("tests/intake/", views.intake, name="intake"),
    path("tests/plate/", views.plate, name="plate"),
    path("tests/answer/", views.answer, name="answer"),
    path("tests/files/", views.files, name="files"),
    path("tests/files/mapping/", views.mapping, name="mapping"),
    path("tests/files/<uuid:upload_id>/", views.file, name="file"),
    path("tests/campaigns/", views.campaigns, name="campaigns"),
    path("tests/campaigns/<str:code>/", views.campaign, name="campaign"),
    path("tests/alarms/", views.alarms, name="alarms"),
    path("tests/alarms/<uuid:alarm_id>/close/", views.close_alarm, name="close_alarm"),
    path("tests/release/", views.release, name="release"),
    path("tests/<uuid:result_id>/correct/", views.correct, name="correct"),
    path("tests/gate/", views.gate, name="gate"),
    path("tests/gate/queue/", views.gate_queue, name="gate_queue"),
    path("tests/gate/<uuid:arrival_id>/", views.arrival, name="arrival"),
    path("tests/gate/<uuid:arrival_id>/leave/", views.leave, name="leave"),
    path("tests/papers/", views.papers, name="papers"),
    path("tests/papers/<uuid:ref>/", views.hand_out, name="hand_out"),
    path("me/tests/", views.own_all, name="own_all"),
    path("me/<uuid:care_id>/tests/", views.own, name="own"),
    path("me/<uuid:care_id>/tests/<uuid:result_id>/paper/", views.own_paper, name="own_paper"),
    path("api/v1/samples", api.samples, name="take_samples"),
    path("api/v1/fhir/DiagnosticReport", api.reports, name="take_reports"),
    path("api/v1/results", api.results, name="take_answers"),
]
