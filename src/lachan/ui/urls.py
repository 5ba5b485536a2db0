"""Language, theme, and the gallery of components."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from lachan.ui import views

app_name = "ui"

urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("rows", views.gallery_rows, name="gallery_rows"),
    path("row/<str:key>", views.gallery_row, name="gallery_row"),
    path("options", views.gallery_options, name="gallery_options"),
    path("frame/<str:name>", views.frame, name="frame"),
    path("theme", views.theme, name="theme"),
    path("language", login_not_required(set_language), name="language"),
]
