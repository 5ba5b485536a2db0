"""The sentence for each error code, in the reader's language.  A law test fails on a code without one."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lachan.core.errors import DomainError

SENTENCES = {
    "core.error": _("Something was wrong with the request."),
    "core.not_allowed": _(
        "This belongs to another area or another role, so it is not shown."
        " Ask your manager if it is needed for your work."
    ),
    "core.token_needed": _("This address answers programmes that show a token."),
    "core.not_found": _("There is nothing here, or it belongs to another area."),
    "core.page_unknown": _("There is no page at this address. Check it, or begin again from the first page."),
    "core.form_stale": _(
        "This form was open for too long, or cookies are switched off. Load the page again, then send it."
    ),
    "core.way_unknown": _("This address is not a page to open. Use the button on the page before."),
    "core.policy_unknown": _("No policy has this name."),
    "core.keys_unreadable": _("The key ring of this installation cannot be read."),
    "core.key_unknown": _("This value was sealed with a key that is not here."),
    "core.sealed_elsewhere": _("This sealed value belongs to another record."),
    "core.seal_broken": _("This sealed value is damaged."),
    "core.trail_not_whole": _("The audit trail is not what it was. Nothing of it was removed."),
    "core.trail_from_elsewhere": _("The audit trail of this database was sealed on another server."),
    "core.too_many": _("Too many requests. Please try again later."),
    "accounts.account_unknown": _("No such account, or it belongs to another area."),
    "accounts.already_in_care": _("This person is in your account already."),
    "accounts.area_unknown": _("No unit has this code today."),
    "accounts.code_not_valid": _("The code is not right, or too old. Check it, or ask for a new one."),
    "accounts.consent_text_old": _("The text has changed meanwhile. Read the new one, and decide again."),
    "accounts.document_not_known": _(
        "Number and date of birth do not fit one person. Check both against the card."
    ),
    "accounts.name_taken": _("This name is taken."),
    "accounts.opening_over": _(
        "The hour is over, or somebody else opened this record. Open it again if needed."
    ),
    "accounts.phone_not_valid": _("No telephone has this number. Check the digits."),
    "accounts.text_not_taken": _("The text could not be handed over. It is tried again by itself."),
    "accounts.texts_closed": _("No codes are sent from here yet. Ask at the health station."),
    "accounts.token_refused": _("The token is not valid."),
    "areas.not_its_successor": _("Nothing of the old unit went into this one. Choose one of its successors."),
    "areas.nothing_waits": _("Nothing of what was chosen waits here any more."),
    "areas.taken_back_already": _("This decision was taken back already."),
    "core.upload_too_big": _("Too much in one upload. Send it in smaller parts."),
    "core.upload_unreadable": _("The upload cannot be read. Nothing of it was stored."),
    "areas.hamlet_exists": _("There is a unit of this name already."),
    "areas.not_a_hamlet": _("Only units below the commune that stand today can be changed here."),
    "areas.denominator_unknown": _("Nobody told how many people this unit has by this way of counting."),
    "declarations.form_unknown": _("This form is not served today."),
    "declarations.alert_closed": _("Somebody has looked after this already."),
    "checkpoints.checkpoint_unknown": _("There is no such checkpoint or post in your area."),
    "checkpoints.passenger_unknown": _("Nobody was scanned here under this number."),
    "checkpoints.note_missing": _("Who decides otherwise than the rules writes why."),
    "checkpoints.shifts_overlap": _("This shift would lie over another one."),
    "checkpoints.post_known": _("There is a post of this name in this lane already."),
    "identity.national_code_incomplete": _(
        "The national code needs the number of a document and the day of birth. One of them is not known."
    ),
    "identity.person_unknown": _("No person has this code, or they belong to another area."),
    "identity.already_guardian": _("This person speaks for the other already, or it is the same person."),
    "identity.already_one_person": _("These two records are one person already."),
    "identity.not_merged": _("This record stands by itself. There is nothing to take back."),
    "identity.review_unknown": _("This pair was decided already, or it belongs to another area."),
    "identity.nothing_to_undo": _("There is no decision of yours to take back."),
    "identity.phone_taken_back": _("The codes of this phone were taken back. It can be set up anew."),
    "identity.role_unknown": _("There is no such role."),
    "identity.too_many_cards": _("Too many cards at once. Choose fewer people."),
    "testing.box_opened": _("This box was opened before. Receive tubes that turn up later one by one."),
    "testing.box_taken": _("A box with this code was sent before. Give it another code."),
    "testing.campaign_taken": _("A campaign with this code exists."),
    "testing.no_tubes": _("None of these tubes can go there."),
    "permits.permit_unknown": _("No permit has this number, or it was given elsewhere."),
    "permits.organisation_unknown": _("There is no such organisation here."),
    "permits.cannot_be_given": _("The rules of this permit do not give what was asked for."),
    "permits.asked_already": _("The same was asked for this person already. It waits for a decision."),
    "permits.home_unknown": _(
        "It is not known in which commune this person lives. Ask at the health station to enter it."
    ),
    "permits.no_quota": _("The commune has not said yet for how many people this organisation may ask."),
    "permits.paper_unknown": _("No form with this serial number was printed here. Check each character."),
    "permits.paper_used": _(
        "This form was entered before. Somebody may have copied it: the second one is kept for a look."
    ),
    "places.device_refused": _("The token of this device is not valid."),
    "places.device_unknown": _("No such device, or it belongs to somebody else's place."),
    "places.place_unknown": _("No such place, or it belongs to another area."),
    "testing.result_unknown": _("There is no such result, or it belongs to another area."),
    "testing.sample_already_answered": _("This sample already has a result. Correct that result instead."),
    "testing.result_replaced": _("This result was already replaced by a newer one."),
    "testing.same_outcome": _("The corrected outcome is the same as before."),
    "testing.code_of_nobody": _(
        "This code belongs to nobody. Scan it again, or make a record at the desk first."
    ),
    "testing.not_that_birth_day": _("That is not the day of birth of this record."),
    "testing.released_before_sampled": _("A result cannot be released before the sample was taken."),
    "tracing.task_closed": _("This task is already closed."),
}


def sentence(error: DomainError) -> str:
    """What happened, in words."""
    return str(SENTENCES.get(error.code) or gettext("Something was wrong with the request."))
