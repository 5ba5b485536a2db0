"""The staff who work with people."""

from django.conf import settings
from django.db import models


class Staff(models.Model):
    """What an account may do, and where: one role, one unit and everything below it.

    R1  One account, one place in the house (``user`` is unique).
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="staff"
    )
    role = models.TextField()
    area_id = models.IntegerField(null=True)  # areas.Area; none = the whole country
    area_path = models.TextField(default="")

    class Privacy:
        internal = {"user", "role", "area_id", "area_path"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.role} {self.area_path}"
