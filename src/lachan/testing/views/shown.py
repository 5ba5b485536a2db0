"""Words for steps, outcomes, reasons, and for what became of a tube."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lachan.core.access import Actor
from lachan.testing.rules import AlarmKind, Step
from lachan.testing.services import Told
from lachan.ui.parts import Cell, Column, Tone, WorkView

STEPS = {
    Step.COLLECTED: _("Collected"),
    Step.IN_TRANSIT: _("On the way"),
    Step.RECEIVED: _("Received"),
    Step.RUNNING: _("Running"),
    Step.RESULT: _("Measured, not final"),
    Step.SPLIT: _("Positive pool"),
    Step.FINAL: _("Final"),
    Step.REJECTED: _("Rejected"),
}
FOUND: dict[str, tuple[object, Tone]] = {
    "positive": (_("Positive"), "bad"),
    "negative": (_("Negative"), "good"),
    "invalid": (_("Invalid"), "warn"),
}
ALARMS = {
    AlarmKind.BOX_GAP: _("Tubes were missing in a box"),
    AlarmKind.BOX_SURPLUS: _("Tubes lay in a box that does not list them"),
    AlarmKind.GATE_GAP: _("A hand-over does not add up"),
    AlarmKind.TUBE_LOST: _("A tube has not arrived"),
    AlarmKind.OVERDUE: _("A step takes too long"),
    AlarmKind.WAITING: _("A result whose tube nobody told of"),
    AlarmKind.ANSWER_REFUSED: _("A result that does not fit its tube"),
}
CODES = {
    "sample.tube_taken": _("This tube holds the sample of somebody else already. Take a new tube."),
    "sample.double_person": _("The same person was scanned twice. Scan everybody once."),
    "sample.person_unknown": _("One of these codes belongs to nobody. Scan the person's code again."),
    "sample.out_of_area": _("One of these people lives outside this area."),
    "sample.too_many_people": _("Too many people for one tube. Take another tube for some of them."),
    "sample.in_the_future": _("The time lies in the future. Check the clock of this device."),
    "sample.too_long_ago": _("The time lies too far back. Check the clock of this device."),
    "sample.person_elsewhere": _("One of these people was put into another tube at the same moment."),
    "sample.sampled_already": _("One of these people was sampled in this campaign a moment ago."),
    "sample.campaign_unknown": _("There is no such campaign."),
    "sample.campaign_elsewhere": _("This campaign is for another area."),
    "sample.campaign_over": _("This campaign is not open on this day."),
    "result.waiting": _("Kept. Nobody has told of this tube yet; the result is released with its sample."),
    "result.not_final": _("Kept, not final."),
    "result.pool_split": _(
        "Positive pool: its people are called to be sampled alone. Nobody is positive yet."
    ),
    "result.told_otherwise": _("This tube has another result already."),
    "result.in_the_future": _("The time lies in the future."),
    "result.too_long_ago": _("The time lies too far back."),
    "result.measured_before_taken": _("Measured before the sample was taken. Check tube and time."),
    "result.too_many_people": _("The tube holds more people than this test allows."),
    "result.out_of_area": _("This tube belongs to another area."),
    "result.tube_rejected": _("This tube was rejected."),
    "result.invalid": _("The answer is invalid. Run the tube again."),
    "result.second_person": _("Whoever measured a tube cannot release it. Ask a colleague."),
    "tube.unknown": _("No such tube, or it belongs to another area."),
    "tube.is_collected": _("This tube has not left its sampler."),
    "tube.is_in_transit": _("This tube is on its way."),
    "tube.is_received": _("This tube was received already."),
    "tube.is_rejected": _("This tube was rejected."),
    "tube.is_running": _("This tube is running already."),
    "tube.is_result": _("This tube is measured already."),
    "tube.is_split": _("This tube is a positive pool."),
    "tube.is_final": _("This tube has its final result."),
}
TONES: dict[str, tuple[object, Tone]] = {
    "stored": (_("Stored"), "good"),
    "duplicate": (_("Told before"), "info"),
    "refused": (_("Refused"), "bad"),
}
TABS = [  # label, route, right
    (_("Sampling"), "testing:sample", "testing.sample"),
    (_("Labels"), "testing:labels", "testing.sample"),
    (_("Boxes"), "testing:pack", "testing.sample"),
    (_("To be sampled again"), "testing:recalls", "testing.sample"),
    (_("Work list"), "testing:tubes", "testing.read"),
    (_("Intake"), "testing:intake", "testing.handle"),
    (_("Plates"), "testing:plate", "testing.handle"),
    (_("Enter results"), "testing:answer", "testing.release"),
    (_("Files of results"), "testing:files", "testing.release"),
    (_("Released results"), "testing:results", "testing.read"),
    (_("Campaigns"), "testing:campaigns", "testing.campaigns"),
    (_("Hospital gate"), "testing:gate", "testing.gate"),
    (_("Queue at the gate"), "testing:gate_queue", "testing.gate"),
    (_("Papers"), "testing:papers", "testing.hand_out"),
    (_("Alarms"), "testing:alarms", "testing.oversee"),
]


def tabs(request: HttpRequest, actor: Actor) -> list[WorkView]:
    """The pages of this room that the actor's role opens."""
    return [
        WorkView(str(label), reverse(route), is_current=request.path == reverse(route))
        for label, route, right in TABS
        if right in actor.rights
    ]


def told_table(told: Sequence[Told]) -> dict[str, object]:
    """What became of each tube, as columns and rows; what follows only where something does."""
    columns = [Column(str(_("Tube"))), Column(str(_("Stored?"))), Column(str(_("What it means")))]
    rows = []
    for one in told:
        words, tone = TONES[one.status]
        rows.append([Cell(one.tube), Cell(str(words), tone=tone), Cell(str(CODES.get(one.code, one.code)))])
    shown = 3 if any(one.code for one in told) else 2
    return {"columns": columns[:shown], "rows": [row[:shown] for row in rows]}
