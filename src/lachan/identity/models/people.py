"""People and the households they live in."""

from django.db import models


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


class Person(models.Model):
    """A human being.  ``code`` is public and says nothing about them; ``area`` is where they live.

    R1  One person, one code (``person_r1_code``).
    """

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    name = models.TextField()
    birth_date = models.DateField(null=True)
    sex = models.TextField(choices=Sex, default=Sex.UNKNOWN)
    phone = models.TextField(default="")
    national_id = models.TextField(default="")
    area_id = models.IntegerField(null=True)  # areas.Area
    area_path = models.TextField(default="")
    household = models.ForeignKey(Household, models.SET_NULL, null=True, related_name="members")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="person_r1_code")]

    class Privacy:
        internal = {"id", "code", "area_id", "area_path"}
        personal = {"name", "birth_date", "sex", "phone", "national_id", "household"}
        keep_days = None

    def __str__(self) -> str:
        return self.code
