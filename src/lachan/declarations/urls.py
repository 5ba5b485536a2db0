"""Addresses of this room."""

from django.urls import path

from lachan.declarations import api
from lachan.declarations.views import filling, following

app_name = "declarations"

urlpatterns = [
    # partners and kiosks
    path("api/v1/declarations", api.send, name="send"),
    path("api/v1/declarations/forms", api.forms, name="forms"),
    # citizens
    path("me/<uuid:care_id>/declarations/", filling.mine, name="mine"),
    path("me/<uuid:care_id>/declarations/<uuid:declaration_id>/", filling.sent, name="sent"),
    path("me/<uuid:care_id>/declarations/<slug:form>/<slug:step>/", filling.ask, name="ask"),
    # the desk
    path("declarations/desk/<str:code>/", filling.desk, name="desk"),
    path("declarations/desk/<str:code>/<slug:form>/<slug:step>/", filling.desk_ask, name="desk_ask"),
    # communes
    path("declarations/", following.alerts, name="alerts"),
    path("declarations/<uuid:alert_id>/", following.alert, name="alert"),
    path("declarations/<uuid:alert_id>/take/", following.take, name="take"),
    path("declarations/<uuid:alert_id>/finish/", following.finish, name="finish"),
]
