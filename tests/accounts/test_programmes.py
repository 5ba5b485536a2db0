"""A programme shows its token; what it may do is the least of what it and its person may."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lachan.accounts import services
from lachan.accounts.errors import AccountUnknown, NameTaken, TokenRefused
from lachan.accounts.models import Service
from lachan.core.access import ROLES, system
from lachan.core.errors import NotAllowed
from lachan.identity.public import RoleUnknown
from tests.make import NOON, make_areas, make_person, make_staff, positive, run_jobs

pytestmark = pytest.mark.django_db


def token(role: str = "tracer", area: str = "", name: str = "importer") -> str:
    return services.add_service(system(), name, role, area, ends_at=None, now=NOON)


def whoami(shown: str, **headers: str) -> tuple[int, dict[str, object]]:
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {shown}", **headers})
    return answer.status_code, answer.json()


def test_a_token_is_an_actor_with_its_role_and_unit_and_is_not_stored() -> None:
    units = make_areas()
    shown = token("tracer", "00001")
    assert whoami(shown) == (
        200,
        {
            "id": "service:importer",
            "role": "tracer",
            "area_path": units["00001"].path,
            "rights": sorted(ROLES["tracer"]),
        },
    )
    assert shown not in str(Service.objects.values())
    assert Service.objects.get().used_on == timezone.now().date()


def test_unknown_revoked_and_expired_tokens_look_alike() -> None:
    ended = services.add_service(
        system(), "old", "tracer", "", ends_at=timezone.now() - timedelta(seconds=1), now=NOON
    )
    revoked = token()
    assert whoami(revoked)[0] == 200
    services.revoke_service(system(), "importer", now=NOON)
    answers = [whoami(shown) for shown in (ended, revoked, "lcs_nonsense", "", "a b", "é")]
    assert answers == [(401, {"type": "accounts.token_refused", "status": 401})] * 6
    answer = Client().get("/api/v1/me", headers={"Authorization": "Bearer x"})
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_refused_token_is_not_saved_by_a_session() -> None:
    user, _ = make_staff(None)
    client = Client()
    client.force_login(user)
    assert client.get("/api/v1/me").status_code == 200
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_a_programme_sees_its_units_only_and_writes_without_a_form_token() -> None:
    units = make_areas()
    person = make_person(units["00001"])
    positive(person)
    run_jobs()
    here, there = token("tracer", "00001"), token("tracer", "24", name="other")
    pages = []
    for shown in (here, there):
        client = Client(enforce_csrf_checks=True)
        pages.append(client.get("/tracing/cases/", headers={"Authorization": f"Bearer {shown}"}))
    assert person.code in pages[0].content.decode()
    assert person.code not in pages[1].content.decode()
    lab = {"Authorization": f"Bearer {token('laboratory', name='lab')}"}
    assert Client(enforce_csrf_checks=True).post("/tests/release/", {}, headers=lab).status_code == 422


def test_acting_for_somebody_it_may_do_what_both_may_where_both_may() -> None:
    units = make_areas()
    make_staff(units["00001"], "tracer", username="an")
    make_staff(units["24"], "tracer", username="bac")
    shown = token("manager", "01")
    status, told = whoami(shown, **{"X-Acting-For": "an"})
    assert (status, told["id"], told["area_path"]) == (200, "service:importer/an", units["00001"].path)
    assert told["rights"] == sorted(ROLES["manager"] & ROLES["tracer"])
    assert whoami(shown, **{"X-Acting-For": "bac"})[0] == 403
    assert whoami(shown, **{"X-Acting-For": "nobody"})[0] == 403
    make_staff(None, "tracer", username="viet")
    assert whoami(shown, **{"X-Acting-For": "viet"})[1]["area_path"] == units["01"].path


def test_a_programme_has_no_account_pages_and_no_citizen_pages() -> None:
    headers = {"Authorization": f"Bearer {token('operator')}"}
    for path in ("/account/", "/account/password/", "/me/", "/account/sessions/"):
        assert Client().get(path, headers=headers).status_code == 403


def test_services_are_made_and_revoked_by_who_may() -> None:
    _, manager = make_staff(None, "manager")
    with pytest.raises(NotAllowed):
        services.add_service(manager, "x", "tracer", "", ends_at=None, now=NOON)
    with pytest.raises(RoleUnknown):
        token("citizen")
    token()
    with pytest.raises(NameTaken):
        token()
    with pytest.raises(AccountUnknown):
        services.revoke_service(system(), "nothing", now=NOON)
    services.revoke_service(system(), "importer", now=NOON)
    token()
    assert [bool(one.revoked_at) for one in services.programmes(system())] == [True, False]
    with pytest.raises(TokenRefused):
        services.actor_with_token("x", "", now=NOON)
