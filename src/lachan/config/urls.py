"""Every address of the platform.  Without a log-in nothing is shown, unless a view says so itself."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="tracing:home"), name="home"),
    path("", include("lachan.identity.urls")),
    path("areas/", include("lachan.areas.urls")),
    path("tests/", include("lachan.testing.urls")),
    path("ui/", include("lachan.ui.urls")),
    path("tracing/", include("lachan.tracing.urls")),
]
