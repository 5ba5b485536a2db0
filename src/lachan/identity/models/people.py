"""People, what they are known by, who looks after them, and the households they live in."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Now

from lachan.core import wall
from lachan.core.constraints import both_or_neither
from lachan.core.sealing import SealedField
from lachan.kernel.identifiers import Kind


class Household(models.Model):
    """People who live together.

    R1  One household, one code (``household_r1_code``).
    """

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="household_r1_code")]

    class Privacy:
        internal = {"id", "code"}
        keep_days = None

    def __str__(self) -> str:
        return self.code


class Sex(models.TextChoices):
    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


class Precision(models.TextChoices):
    """How much of a birth date is known; the rest of the date is its first day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Person(models.Model):
    """A human being as one source told of them.  ``code`` is public and says nothing about them.

    ``area`` is where they live.  Who turns out to be somebody told before has an :class:`Alias` and keeps
    everything of its own: id, code, numbers, and whatever other rooms know under that id.

    R1  One person, one code (``person_r1_code``).
    """

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    name = models.TextField()
    words = models.GeneratedField(
        expression=Func(F("name"), function="identity_words"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    given = models.GeneratedField(
        expression=Func(F("name"), function="identity_given"),
        output_field=models.TextField(),
        db_persist=True,
    )
    birth_date = models.DateField(null=True)
    birth_precision = models.TextField(choices=Precision, default=Precision.DAY, db_default=Precision.DAY)
    sex = models.TextField(choices=Sex, default=Sex.UNKNOWN)
    area_id = models.IntegerField(null=True)  # areas.Area
    area_path = models.TextField(default="", db_collation="C")
    household = models.ForeignKey(Household, models.SET_NULL, null=True, related_name="members")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="person_r1_code")]
        # Each is a way by which the record of the same human being is found (ADR 0014), or a list is paged.
        indexes = [
            GinIndex(fields=["words"], name="person_words"),
            models.Index(fields=["birth_date", "words"], name="person_birth_words"),
            models.Index(fields=["birth_date", "area_path"], name="person_birth_area"),
            models.Index(fields=["area_id", "words"], name="person_area_words"),
            models.Index(fields=["area_id", "given", "birth_date"], name="person_area_given"),
            models.Index(fields=["area_path", "id"], name="person_listed"),
            models.Index(fields=["id"], include=["area_id"], name="person_home"),
        ]

    class Privacy:
        internal = {"id", "code", "area_id", "area_path"}
        personal = {"name", "words", "given", "birth_date", "birth_precision", "sex", "household"}
        keep_days = None

    class Wall:
        rows = wall.either(wall.by_area(), wall.in_care("id"))

    def __str__(self) -> str:
        return self.code


class Alias(models.Model):
    """Another record, the one told first (``root``), stands for this one: they are one human being.

    Worked out from the links that stand (:class:`Merge`); a table of its own, for ``identity_person`` has
    nine indexes, and a row that changes is written into each of them.

    R1  The record that stands for another was told earlier (``alias_r1_into_earlier``).
    """

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="alias", db_constraint=False
    )
    root = models.ForeignKey(
        Person, models.PROTECT, related_name="aliases", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(root__lt=F("person")), name="alias_r1_into_earlier")
        ]
        indexes = [models.Index(fields=["root", "person"], name="alias_of_root")]

    class Privacy:
        internal = {"person", "root"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.person_id} is {self.root_id}"


class Identifier(models.Model):
    """A number that a person carries: on a card, in a passport, in a QR code.  A person may have many.

    The number itself is sealed; ``blind`` finds it, ``tail`` (the last three characters) tells it apart on a
    screen.

    R1  A person has each number once (``identifier_r1_once``).
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="identifiers", db_constraint=False, db_index=False
    )
    kind = models.TextField(choices=[(kind.value, kind.value.upper()) for kind in Kind])
    sealed = SealedField()
    blind = models.BinaryField()
    tail = models.TextField()
    issuer = models.TextField(default="", db_default="")
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    told_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "blind"], name="identifier_r1_once")]
        indexes = [models.Index(fields=["blind"], name="identifier_blind")]

    class Privacy:
        internal = {"id", "person", "kind", "told_at"}
        personal = {"tail", "issuer", "issued_on", "expires_on"}
        secret = {"sealed", "blind"}
        keep_days = None

    class Wall:
        rows = wall.by_person()

    def __str__(self) -> str:
        return f"{self.kind} …{self.tail}"


class Phone(models.Model):
    """A number under which a person can be reached; whose telephone it is, nobody knows.

    R1  A person has each number once (``phone_r1_once``).
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="phones", db_constraint=False, db_index=False
    )
    sealed = SealedField()
    blind = models.BinaryField()
    tail = models.TextField()
    told_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "blind"], name="phone_r1_once")]
        indexes = [models.Index(fields=["blind"], name="phone_blind")]

    class Privacy:
        internal = {"id", "person", "told_at"}
        personal = {"tail"}
        secret = {"sealed", "blind"}
        keep_days = None

    class Wall:
        rows = wall.by_person()

    def __str__(self) -> str:
        return f"…{self.tail}"


class Relation(models.TextChoices):
    """What the guardian is to the person looked after."""

    PARENT = "parent"
    CHILD = "child"
    SPOUSE = "spouse"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    CARER = "carer"
    OTHER = "other"


class GuardianBasis(models.TextChoices):
    """Why somebody may speak for a person."""

    FAMILY = "family"  # an account that acts for both told so
    PAPER = "paper"  # staff saw a birth certificate or the like
    DECISION = "decision"  # of a court or a commune


class Guardian(models.Model):
    """Who speaks for a person: parents for a child, a grandchild for a grandmother.  It may end.

    R1  A guardian is told once at a time for a person (``guardian_r1_once``).
    R2  Nobody is their own guardian (``guardian_r2_somebody_else``).
    R3  When it ended and by whom are known together (``guardian_r3_ended_pair``).
    R4  The relation and the basis are those we know (``guardian_r4_known_words``).
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="guardians", db_constraint=False, db_index=False
    )
    guardian = models.ForeignKey(Person, models.CASCADE, related_name="wards", db_constraint=False)
    relation = models.TextField(choices=Relation)
    basis = models.TextField(choices=GuardianBasis, default=GuardianBasis.PAPER, db_default="paper")
    told_at = models.DateTimeField(db_default=Now())
    told_by = models.TextField(default="", db_default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "guardian"], condition=models.Q(ended_at=None), name="guardian_r1_once"
            ),
            both_or_neither("ended_at", "ended_by", name="guardian_r3_ended_pair"),
            models.CheckConstraint(
                condition=models.Q(relation__in=Relation.values, basis__in=GuardianBasis.values),
                name="guardian_r4_known_words",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=F("guardian")), name="guardian_r2_somebody_else"
            ),
        ]

    class Privacy:
        internal = {"id", "person", "basis", "told_at", "told_by", "ended_at", "ended_by"}
        personal = {"guardian", "relation"}
        keep_days = None

    class Wall:
        rows = wall.either(wall.by_person(), wall.by_person("guardian_id"))

    def __str__(self) -> str:
        return f"{self.relation} of {self.person_id}"
