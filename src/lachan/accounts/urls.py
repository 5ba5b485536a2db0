"""Addresses of this room; those with the library's own names stand in ``LIBRARY``."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.openid_connect import views as single_sign_on
from allauth.usersessions import views as sessions
from django.contrib.auth.views import LogoutView
from django.urls import path

from lachan.accounts import api, views
from lachan.accounts.views.staff import Confirm, RemovePasskey, SetUpApp, SetUpPasskey

app_name = "accounts"

urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.me, name="me"),
    path("me/sign-in/", views.sign_in, name="sign_in"),
    path("me/sign-in/code/", views.code, name="code"),
    path("me/sign-in/code/text/", views.text_state, name="text_state"),
    path("me/leave/", views.leave, name="leave"),
    path("me/add/<str:step>/", views.add, name="add"),
    path("me/code/", views.my_code, name="my_code"),
    path("me/code/cards/", views.certify, name="certify"),
    path("me/worker.js", views.worker, name="worker"),
    path("me/phones/", views.phones, name="phones"),
    path("me/<uuid:care_id>/", views.record, name="record"),
    path("me/<uuid:care_id>/guardians/", views.guardians, name="guardians"),
    path("me/<uuid:care_id>/end/", views.end_care, name="end_care"),
    path("me/<uuid:care_id>/consents/", views.consents, name="consents"),
    path("me/<uuid:care_id>/consents/print/", views.print_consents, name="print_consents"),
    path("me/<uuid:care_id>/consents/give/<slug:version>/", views.give_consent, name="give_consent"),
    path(
        "me/<uuid:care_id>/consents/withdraw/<slug:purpose>/", views.withdraw_consent, name="withdraw_consent"
    ),
    path("desk/", views.desk, name="desk"),
    path("open/", views.open_record, name="open"),
    path("open/<uuid:opening_id>/", views.opened, name="opened"),
    path("openings/", views.openings, name="openings"),
    path("set-up/<str:uid>/<str:token>/", views.set_up, name="set_up"),
    path("account/second-step/", views.second_step, name="second_step"),
    path("api/v1/me", api.whoami, name="whoami"),
]

# Sign-up, mail, password reset by mail and the download of recovery codes have no address: they are closed.
LIBRARY = [
    path("login/", account.login, name="account_login"),
    path("logout/", LogoutView.as_view(), name="account_logout"),
    path("login/second-step/", Confirm.as_view(), name="mfa_authenticate"),
    path("login/sso/<str:provider_id>/", single_sign_on.login, name="openid_connect_login"),
    path("login/sso/<str:provider_id>/back/", single_sign_on.callback, name="openid_connect_callback"),
    path("account/", factors.index, name="mfa_index"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/app/", SetUpApp.as_view(), name="mfa_activate_totp"),
    path("account/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/passkey/", SetUpPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/passkey/<int:pk>/remove/", RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("account/again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/sessions/", sessions.list_usersessions, name="usersessions_list"),
]
