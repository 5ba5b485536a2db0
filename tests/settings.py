"""The real settings over a database of the tests' own: the embedded PostgreSQL under ``var/test``."""

import os
import warnings
from pathlib import Path

os.environ.setdefault("LACHAN_HOME", str(Path(__file__).parents[1] / "var" / "test"))
warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")

from lachan.config import database  # noqa: E402 - only now the home is known

database.ensure()

from lachan.config.settings import *  # noqa: E402, F403

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405  (the pool would outlive the test database)
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405  (nothing is collected here)
ACCOUNTS_SECOND_FACTOR = False  # tests of the second step say so themselves; the others begin behind it
