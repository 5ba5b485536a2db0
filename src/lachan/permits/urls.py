"""Addresses of this room."""

from django.urls import path

from lachan.permits.views import deciding, employers, own

app_name = "permits"

urlpatterns = [
    # citizens
    path("me/permits/", own.mine, name="mine"),
    path("me/permits/new/<str:step>/", own.ask, name="ask"),
    path("me/permits/withdraw/<uuid:application_id>/", own.withdraw, name="withdraw"),
    path("me/permits/of/<str:number>/", own.own, name="own"),
    path("me/permits/of/<str:number>/print/", own.print_own, name="print"),
    # employers
    path("me/organisations/", employers.organisations, name="organisations"),
    path("me/organisations/<uuid:organisation_id>/", employers.organisation, name="organisation"),
    # communes
    path("permits/", deciding.waiting, name="waiting"),
    path("permits/decide/", deciding.decide, name="decide"),
    path("permits/issued/", deciding.issued, name="issued"),
    path("permits/of/<str:number>/", deciding.permit, name="permit"),
    path("permits/of/<str:number>/print/", deciding.reprint, name="reprint"),
    path("permits/of/<str:number>/revoke/", deciding.revoke, name="revoke"),
    path("permits/organisations/", deciding.quotas, name="quotas"),
    path("permits/papers/", deciding.papers, name="papers"),
    path("permits/papers/doubles/", deciding.doubles, name="doubles"),
    path("permits/papers/print/", deciding.print_papers, name="print_papers"),
]
