"""What people type, scan and send."""

from lachan.testing.forms.files import UNREAD, FileForm, MappingForm, read_file
from lachan.testing.forms.gate import SYMPTOMS, ArrivalForm
from lachan.testing.forms.labels import LabelsForm
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
    "SYMPTOMS",
    "UNREAD",
    "AnswerForm",
    "ArrivalForm",
    "BornForm",
    "CampaignForm",
    "CloseForm",
    "CorrectionForm",
    "FileForm",
    "IntakeForm",
    "LabelsForm",
    "MappingForm",
    "PackForm",
    "PlateForm",
    "ReleaseForm",
    "SampleForm",
    "read_file",
    "result_columns",
]
