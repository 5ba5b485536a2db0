"""Every address of the platform.  Without a log-in nothing is shown, unless a view says so itself."""

from django.urls import include, path

from lachan.accounts.urls import LIBRARY

urlpatterns = [
    path("", include("lachan.accounts.urls")),
    path("", include(LIBRARY)),
    path("", include("lachan.identity.urls")),
    path("checkpoints/", include("lachan.checkpoints.urls")),
    path("", include("lachan.permits.urls")),
    path("", include("lachan.places.urls")),
    path("", include("lachan.declarations.urls")),
    path("areas/", include("lachan.areas.urls")),
    path("", include("lachan.testing.urls")),
    path("ui/", include("lachan.ui.urls")),
    path("tracing/", include("lachan.tracing.urls")),
]

handler404 = "lachan.core.middleware.no_page"
