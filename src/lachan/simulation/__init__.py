"""A synthetic district: people, places, visits, encounters and an outbreak whose truth is known.

Pure NumPy.  The same ``District`` always gives the same bytes; any day can be made alone.
"""

from .build import build
from .codes import household_codes, national_ids, person_codes, person_names, phones, place_codes
from .config import KINDS, District, Layer
from .epidemic import Outbreak, outbreak
from .laboratory import TEST_TYPES, Results
from .streams import Encounters, Visits, encounters, visits
from .world import Areas, People, Places, World
from .writer import HEADERS, write_csv

__all__ = [
    "HEADERS",
    "KINDS",
    "TEST_TYPES",
    "Areas",
    "District",
    "Encounters",
    "Layer",
    "Outbreak",
    "People",
    "Places",
    "Results",
    "Visits",
    "World",
    "build",
    "encounters",
    "household_codes",
    "national_ids",
    "outbreak",
    "person_codes",
    "person_names",
    "phones",
    "place_codes",
    "visits",
    "write_csv",
]
