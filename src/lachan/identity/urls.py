"""People, and pairs of records to decide; print cards."""

from django.urls import path

from lachan.identity.views import cards, guardians, intake, people, reviews

app_name = "identity"

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", intake.new, name="new"),
    path("people/review/", reviews.review, name="reviews"),
    path("people/review/undo/", reviews.undo, name="undo"),
    path("people/review/<uuid:review_id>/", reviews.review, name="review"),
    path("people/review/<uuid:review_id>/decide/", reviews.decide, name="decide"),
    path("people/<str:code>/", people.person, name="person"),
    path("people/<str:code>/merge/<str:other>/", people.merge, name="merge"),
    path("people/<str:code>/place/", people.place, name="place"),
    path("people/<str:code>/guardians/", guardians.add, name="add_guardian"),
    path("people/<str:code>/guardians/<int:guardian_id>/end/", guardians.end, name="end_guardian"),
    path("people/<str:code>/unmerge/", people.unmerge, name="unmerge"),
    path("cards/", cards.cards, name="cards"),
    path("cards/print/", cards.print_cards, name="print_cards"),
]
