"""What people type, scan and send."""

from lachan.testing.forms.results import RESULT_COLUMNS, CorrectionForm, ReleaseForm, result_columns
from lachan.testing.forms.tubes import (
    AnswerForm,
    BornForm,
    CampaignForm,
    CloseForm,
    IntakeForm,
    PackForm,
    PlateForm,
    SampleForm,
)

__all__ = [
    "RESULT_COLUMNS",
    "AnswerForm",
    "BornForm",
    "CampaignForm",
    "CloseForm",
    "CorrectionForm",
    "IntakeForm",
    "PackForm",
    "PlateForm",
    "ReleaseForm",
    "SampleForm",
    "result_columns",
]
