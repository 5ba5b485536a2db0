"""Units that were divided, and the hamlets of a commune."""

from django.urls import path

from lachan.places.views import divided, hamlets

app_name = "places"

urlpatterns = [
    path("divided/", divided.units, name="divided"),
    path("divided/<int:unit_id>/", divided.unit, name="left"),
    path("divided/<int:unit_id>/place/", divided.place, name="place"),
    path("decisions/<uuid:decision_id>/take-back/", divided.take_back, name="take_back"),
    path("", hamlets.hamlets, name="hamlets"),
    path("hamlets/<int:hamlet_id>/rename/", hamlets.rename, name="rename_hamlet"),
    path("hamlets/<int:hamlet_id>/end/", hamlets.end, name="end_hamlet"),
]
