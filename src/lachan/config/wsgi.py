"""The web application, for any WSGI server; ``lachan up`` runs it in granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lachan.config.settings")
application = get_wsgi_application()
