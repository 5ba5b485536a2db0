"""Log in and out; people, and pairs of records to decide; print cards."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from lachan.identity.views import cards, people, reviews

app_name = "identity"

urlpatterns = [
    path(
        "login/",
        login_not_required(
            auth.LoginView.as_view(template_name="identity/login.html", redirect_authenticated_user=True)
        ),
        name="login",
    ),
    path("people/", people.people, name="people"),
    path("people/review/", reviews.review, name="reviews"),
    path("people/review/undo/", reviews.undo, name="undo"),
    path("people/review/<uuid:review_id>/", reviews.review, name="review"),
    path("people/review/<uuid:review_id>/decide/", reviews.decide, name="decide"),
    path("people/<str:code>/", people.person, name="person"),
    path("people/<str:code>/merge/<str:other>/", people.merge, name="merge"),
    path("people/<str:code>/unmerge/", people.unmerge, name="unmerge"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("cards/", cards.cards, name="cards"),
    path("cards/print/", cards.print_cards, name="print_cards"),
]
