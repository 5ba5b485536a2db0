"""Log in and out; print cards."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from lachan.identity import views

app_name = "identity"

urlpatterns = [
    path(
        "login/",
        login_not_required(
            auth.LoginView.as_view(template_name="identity/login.html", redirect_authenticated_user=True)
        ),
        name="login",
    ),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("cards/", views.cards, name="cards"),
    path("cards/print/", views.print_cards, name="print_cards"),
]
