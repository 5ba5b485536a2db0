"""Django's settings: what this project is made of.

What differs between installations stands in ``env.py``.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from lachan.config import database
from lachan.config.env import env

HOME = env().home_path
SECRET_KEY = env().key()
KEYS, KEYS_FILE = env().keys, HOME / "keys" / "ring"  # of sealed columns and anchors (core/keys.py)
ANCHORS = HOME / "anchors"  # what the audit trail was (core/audit/anchors.py)
DEBUG = env().flag("debug")
ALLOWED_HOSTS = env().hosts.split(",")

ROOMS = ["areas", "identity", "accounts", "messaging", "places", "proximity", "testing", "declarations"]
ROOMS += ["permits", "checkpoints", "tracing"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "lachan.core",
    "lachan.ui",
    *[f"lachan.{room}" for room in ROOMS],
    "lachan.config",
    "allauth",  # after the rooms: their templates come first
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "lachan.core.middleware.room_on_the_stack",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lachan.core.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lachan.core.middleware.vietnamese_first",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lachan.accounts.middleware.bearer",
    "lachan.accounts.middleware.session_times",
    "django_htmx.middleware.HtmxMiddleware",
    "lachan.core.middleware.LogInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lachan.core.middleware.domain_errors",
    "lachan.accounts.middleware.second_step",
    "lachan.accounts.middleware.walled",  # the last: it makes the page
]
ROOT_URLCONF = "lachan.config.urls"
WSGI_APPLICATION = "lachan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lachan.identity.views.shell",
                "lachan.accounts.views.frame.frame",
            ]
        },
    }
]

DATABASES = {"default": database.django_settings(env().database_url or "postgresql:///postgres")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "subscribers"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [str(Path(__file__).parents[1] / "locale")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGIN_URL = LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # read only: replaced at the next log-in
]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # a set-up link holds for a day
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 3600 * env().number("session_hours", 1, 24)
SESSION_COOKIE_NAME = "lachan_session"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "lachan.core.middleware.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env().flag("https"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 86400
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- accounts (ADR 0017)
ACCOUNTS_DEMO = env().is_demo
ACCOUNTS_SECOND_FACTOR = not ACCOUNTS_DEMO
ACCOUNTS_SESSION_SECONDS = {  # after the last deed, after signing in
    "staff": (60 * env().number("session_idle_minutes", 5, 1440), SESSION_COOKIE_AGE),
    "citizen": (86400 * env().number("citizen_session_days", 1, 365),) * 2,
}
ACCOUNTS_CODE_MINUTES = env().number("code_minutes", 1, 60)
ACCOUNTS_CODE_CAPS = {
    "number_hour": 3, "number_day": 10, "address_hour": 60, "network_hour": 300, "all_minute": 6000,
}  # fmt: skip
SITE_ADDRESS = env().own_address()
ACCOUNTS_SMS_URL, ACCOUNTS_SMS_METHOD, ACCOUNTS_SMS_HEADER, ACCOUNTS_SMS_BODY = env().sms()
ACCOUNTS_SMS_SECONDS = float(env().number("sms_seconds", 1, 30))
ACCOUNTS_LOGIN_CAPS = {"account": 10, "address": 100, "network": 500}  # tries in a quarter of an hour
ACCOUNTS_ADDED_A_DAY = 10
ACCOUNTS_CODES_A_DAY = 200  # how often an account asks for the certificates of its telephones
ACCOUNTS_OPENINGS_A_DAY = 10
CHECKPOINTS_SCANS_AN_HOUR = 6000  # by one guard: a person every 0.6 seconds
PERMITS_ASKED_A_DAY = 30  # by one account, for its whole family
PERMITS_LISTS_A_DAY = 20  # by one organisation
PERMITS_ORGANISATIONS_A_DAY = 5  # registered by one account
IDENTITY_LOOKUPS_AN_HOUR = 500  # of one member of the staff: the next is refused, and told
# forms as data: ours, and those an installation drops into its home
DECLARATIONS_FOLDERS = [Path(__file__).parents[1] / "policies" / "declarations", HOME / "declarations"]
ACCOUNT_ADAPTER = "lachan.accounts.adapters.library.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # counted in PostgreSQL, for all processes (adapters/library.py)
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE
ACCOUNT_FORMS = {
    "login": "lachan.accounts.forms.LogIn",
    "reauthenticate": "lachan.accounts.forms.PasswordAgain",
    "change_password": "lachan.accounts.forms.NewPassword",
}
MFA_ADAPTER = "lachan.accounts.adapters.library.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # steps of 30 s: clocks differ, and people type slowly
MFA_FORMS = {
    "authenticate": "lachan.accounts.forms.SecondStep",
    "reauthenticate": "lachan.accounts.forms.SecondStepAgain",
    "activate_totp": "lachan.accounts.forms.FirstCode",
}
SOCIALACCOUNT_ADAPTER = "lachan.accounts.adapters.single_sign_on.SingleSignOn"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form would need the provider's address in the content policy
SOCIALACCOUNT_STORE_TOKENS = SOCIALACCOUNT_QUERY_EMAIL = False
ACCOUNTS_SINGLE_SIGN_ON = env().oidc_name if env().oidc_issuer else ""
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": env().oidc_name,
                "client_id": env().oidc_client,
                "secret": env().oidc_secret,
                "settings": {"server_url": env().oidc_issuer, "fetch_userinfo": False},
            }
        ]
        if env().oidc_issuer
        else [],
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = env().number("proxies", 0, 5)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "lachan.core.logs.JsonLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"lachan": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}
