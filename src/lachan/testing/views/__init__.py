"""The pages of this room."""

from lachan.testing.views.field import labels, pack, recalls, sample
from lachan.testing.views.files import file, files, mapping
from lachan.testing.views.gate import arrival, gate, gate_queue, leave
from lachan.testing.views.laboratory import answer, intake, plate, tubes
from lachan.testing.views.oversight import alarms, campaign, campaigns, close_alarm
from lachan.testing.views.own import own, own_all, own_paper
from lachan.testing.views.paper import hand_out, papers
from lachan.testing.views.results import correct, release, results

__all__ = [
    "alarms",
    "answer",
    "arrival",
    "campaign",
    "campaigns",
    "close_alarm",
    "correct",
    "file",
    "files",
    "gate",
    "gate_queue",
    "hand_out",
    "intake",
    "labels",
    "leave",
    "mapping",
    "own",
    "own_all",
    "own_paper",
    "pack",
    "papers",
    "plate",
    "recalls",
    "release",
    "results",
    "sample",
    "tubes",
]
