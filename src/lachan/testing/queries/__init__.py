"""Reads of this room."""

from lachan.testing.queries.campaigns import CampaignPage, campaign_page, campaigns
from lachan.testing.queries.definition import confirming, is_confirming, verdicts
from lachan.testing.queries.files import mappings, upload, uploads
from lachan.testing.queries.gate import ArrivalLine, arrival, gate_queue
from lachan.testing.queries.own import OwnTests, own_result, own_tests
from lachan.testing.queries.results import (
    PositiveResult,
    ResultLine,
    latest_results,
    positive_results,
    result,
)
from lachan.testing.queries.telling import PaperLine, last_news, paper_line, paper_page
from lachan.testing.queries.tubes import (
    RecallLine,
    alarm_page,
    plate_wells,
    read_seen,
    recall_page,
    tube_page,
    write_seen,
)

__all__ = [
    "ArrivalLine",
    "CampaignPage",
    "OwnTests",
    "PaperLine",
    "PositiveResult",
    "RecallLine",
    "ResultLine",
    "alarm_page",
    "arrival",
    "campaign_page",
    "campaigns",
    "confirming",
    "gate_queue",
    "is_confirming",
    "last_news",
    "latest_results",
    "mappings",
    "own_result",
    "own_tests",
    "paper_line",
    "paper_page",
    "plate_wells",
    "positive_results",
    "read_seen",
    "recall_page",
    "result",
    "tube_page",
    "upload",
    "uploads",
    "verdicts",
    "write_seen",
]
