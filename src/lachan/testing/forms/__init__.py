"""What people type, scan and send."""

from lachan.testing.forms.files import UNREAD, FileForm, MappingForm, read_file
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
    "UNREAD",
    "AnswerForm",
    "BornForm",
    "CampaignForm",
    "CloseForm",
    "CorrectionForm",
    "FileForm",
    "IntakeForm",
    "MappingForm",
    "PackForm",
    "PlateForm",
    "ReleaseForm",
    "SampleForm",
    "read_file",
    "result_columns",
]
