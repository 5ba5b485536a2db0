"""Sentences of Django that this house says in its own words: our catalogues come before those of Django."""

from django.utils.translation import gettext_noop

IN_OUR_WORDS = (
    gettext_noop("This field is required."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid date/time."),
    gettext_noop("Enter a whole number."),
)
