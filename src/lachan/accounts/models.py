"""Accounts of citizens, whom they act for, codes to sign in, tokens of programmes, records opened in need."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lachan.accounts.rules import OPENING, TRIES, Basis, Relation, TextState
from lachan.core import ids, wall
from lachan.core.constraints import both_or_neither
from lachan.core.sealing import SealedField
from lachan.kernel.consents import GIVEN, WITHDRAWN


class Account(models.Model):
    """A citizen's way in: a number that receives codes.  It is no person.

    R1  A number opens one account at a time (``account_r1_one_per_number``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="citizen")
    number_key = models.TextField()  # keyed digest of the number
    number_end = models.TextField()  # its last three digits, to be shown
    number = SealedField(null=True, bound=True)  # for texts; none before the first sign-in since 0004
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number_key"], condition=Q(closed_at=None), name="account_r1_one_per_number"
            )
        ]

    class Privacy:
        internal = {"id", "user", "opened_at", "closed_at"}
        personal = {"number_key", "number_end"}
        secret = {"number"}
        keep_days = None

    class Wall:
        rows = wall.by_user()

    def __str__(self) -> str:
        return str(self.id)


class Code(models.Model):
    """A one-time code that was asked for; only the browser that asked knows ``id``.

    R1  A code ends after it was sent (``code_r1_ends_after_sent``).
    R2  It is tried a few times at most (``code_r2_tries``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    number_key = models.TextField()
    number_end = models.TextField()
    digest = models.TextField()  # keyed; a table that leaks opens nothing
    number = SealedField(null=True, bound=True)  # what the account keeps, if the code is right
    sent_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("sent_at")), name="code_r1_ends_after_sent"),
            models.CheckConstraint(condition=Q(tries__gte=0, tries__lte=TRIES), name="code_r2_tries"),
        ]

    class Privacy:
        internal = {"id", "sent_at", "ends_at", "tries", "used_at"}
        personal = {"number_key", "number_end"}
        secret = {"digest", "number"}
        keep_days = 2
        keep_from = "sent_at"

    class Wall:
        rows = wall.NOWHERE

    def __str__(self) -> str:
        return str(self.id)


class Care(models.Model):
    """An account acts for a person.  Several accounts may act for one; it begins with a reason, and may end.

    R1  An account acts for a person once at a time (``care_r1_once``).
    R2  One person at a time is the holder (``care_r2_one_self``).
    R3  When it ended and by whom are known together (``care_r3_ended_pair``).
    R4  The relation and the basis are those we know (``care_r4_known_words``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="cares")
    person_id = models.BigIntegerField()  # identity.Person
    relation = models.TextField()
    basis = models.TextField()
    since_at = models.DateTimeField()
    since_by = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person_id"], condition=Q(ended_at=None), name="care_r1_once"
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(ended_at=None, relation=Relation.SELF.value),
                name="care_r2_one_self",
            ),
            both_or_neither("ended_at", "ended_by", name="care_r3_ended_pair"),
            models.CheckConstraint(
                condition=Q(relation__in=[r.value for r in Relation], basis__in=[b.value for b in Basis]),
                name="care_r4_known_words",
            ),
        ]
        indexes = [models.Index(fields=["person_id"], name="care_person")]

    class Privacy:
        internal = {"id", "account", "basis", "since_at", "since_by", "ended_at", "ended_by"}
        personal = {"person_id", "relation"}
        keep_days = None

    class Wall:
        rows = wall.either(
            wall.in_care(), "EXISTS (SELECT FROM accounts_account mine WHERE mine.id = account_id)"
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.relation} {self.person_id}"


class Service(models.Model):
    """A programme with a token: one role, one unit and everything below it.

    R1  A token belongs to one service (``service_r1_token``).
    R2  One live service has a name (``service_r2_one_live_per_name``).
    R3  When it was revoked and by whom are known together (``service_r3_revoked_pair``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.TextField()
    role = models.TextField()
    area_id = models.IntegerField(null=True)  # areas.Area; none = the whole country
    area_path = models.TextField(default="")
    token_digest = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.TextField()
    ends_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(null=True)
    used_on = models.DateField(null=True)  # the last day it was used

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_digest"], name="service_r1_token"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(revoked_at=None), name="service_r2_one_live_per_name"
            ),
            both_or_neither("revoked_at", "revoked_by", name="service_r3_revoked_pair"),
        ]

    class Privacy:
        internal = {
            "id", "name", "role", "area_id", "area_path", "made_at", "made_by", "ends_at", "revoked_at",
            "revoked_by", "used_on",
        }  # fmt: skip
        secret = {"token_digest"}
        keep_days = 3650
        keep_from = "ends_at"

    def __str__(self) -> str:
        return self.name


class Opening(models.Model):
    """Break-glass: one record, for one hour, for somebody whose unit it does not belong to.

    R1  It ends within the hour (``opening_r1_one_hour``).
    R2  The case and the reason are told (``opening_r2_reason_told``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person_id = models.BigIntegerField()  # identity.Person
    area_path = models.TextField(default="")  # where the person lived
    actor = models.TextField()
    role = models.TextField()
    area_id = models.IntegerField(null=True)  # of the actor
    case_ref = models.TextField()
    reason = models.TextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at"), ends_at__lte=F("opened_at") + OPENING),
                name="opening_r1_one_hour",
            ),
            models.CheckConstraint(condition=~Q(case_ref="") & ~Q(reason=""), name="opening_r2_reason_told"),
        ]
        indexes = [
            models.Index(fields=["opened_at", "id"], name="opening_when"),
            models.Index(fields=["person_id"], name="opening_person"),
        ]

    class Privacy:
        internal = {"id", "area_path", "actor", "role", "area_id", "opened_at", "ends_at"}
        health = {"person_id", "case_ref", "reason"}
        keep_days = 3650
        keep_from = "opened_at"

    class Wall:
        rows = wall.either(wall.by_area(), wall.by_actor(), wall.in_care())

    def __str__(self) -> str:
        return str(self.id)


class Consent(models.Model):
    """A receipt: somebody said yes to a text for a person, or took that back.  Never changed.

    R1  A receipt is not changed (trigger ``consent_r1_never_changed``).
    R2  It says yes or takes back (``consent_r2_known_deed``).
    R3  One receipt an instant for a person and a purpose: the last is known (``consent_r3_one_at_a_time``).
    R4  It names its text and a digest of the words (``consent_r4_text_told``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person_id = models.BigIntegerField()  # identity.Person
    purpose = models.TextField()
    deed = models.TextField()
    version = models.TextField()
    digest = models.TextField()  # of all words of the version
    at = models.DateTimeField()
    channel = models.TextField()  # "web"
    by = models.TextField()  # the actor
    relation = models.TextField()  # what the person is to the holder of the account; "self"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(deed__in=[GIVEN, WITHDRAWN]), name="consent_r2_known_deed"),
            models.UniqueConstraint(fields=["person_id", "purpose", "at"], name="consent_r3_one_at_a_time"),
            models.CheckConstraint(
                condition=~Q(version="") & Q(digest__regex="^[0-9a-f]{64}$"), name="consent_r4_text_told"
            ),
        ]

    class Privacy:
        internal = {"id", "digest", "version", "at", "channel", "by"}
        personal = {"person_id", "purpose", "deed", "relation"}
        keep_days = 3650
        keep_from = "at"

    class Wall:
        rows = wall.either(wall.in_care(), wall.by_person())

    def __str__(self) -> str:
        return f"{self.version} {self.deed}"


class Text(models.Model):
    """One text that waits for the SMS gateway, or what became of it.  That of a code has the code's id.

    R1  Number and words are kept while it waits, and no longer (``text_r1_sealed_while_waiting``).
    R2  It is in a state we know (``text_r2_known_state``).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    sealed = SealedField(null=True, bound=True)  # number and words
    state = models.TextField(default=TextState.WAITING.value)
    tries = models.IntegerField(default=0)
    why = models.TextField(default="")  # of the last failure
    queued_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # later nobody needs it
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=TextState.WAITING.value, sealed__isnull=False)
                | (~Q(state=TextState.WAITING.value) & Q(sealed=None)),
                name="text_r1_sealed_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in TextState]), name="text_r2_known_state"
            ),
        ]

    class Privacy:
        internal = {"id", "state", "tries", "why", "queued_at", "ends_at", "done_at"}
        secret = {"sealed"}
        keep_days = 2
        keep_from = "queued_at"

    def __str__(self) -> str:
        return f"{self.id} {self.state}"
