"""Log in and out."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path

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
]
