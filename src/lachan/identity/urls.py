"""Print cards."""

from django.urls import path

from lachan.identity import views

app_name = "identity"

urlpatterns = [
    path("cards/", views.cards, name="cards"),
    path("cards/print/", views.print_cards, name="print_cards"),
]
