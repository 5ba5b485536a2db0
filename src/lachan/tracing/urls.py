"""Addresses of this room."""

from django.urls import path

from lachan.tracing import views

app_name = "tracing"

urlpatterns = [
    path("", views.home, name="home"),
    path("tasks/", views.inbox, name="inbox"),
    path("tasks/<uuid:task_id>/", views.task, name="task"),
    path("tasks/<uuid:task_id>/take/", views.take, name="take"),
    path("tasks/<uuid:task_id>/finish/", views.finish, name="finish"),
    path("cases/", views.cases, name="cases"),
    path("cases/<uuid:case_id>/", views.case, name="case"),
    path("cases/<uuid:case_id>/places/<int:place_id>/<str:starts_at>/", views.present, name="present"),
]
