"""The model of matching as settings of Splink: linkage of a whole register at once, on DuckDB or on Spark.

A record becomes a row of columns prepared so that plain SQL finds the levels of ``kernel.matching``: what a
loop over words would find is found by equal texts and by lists that have something in common.  Besides what
every engine offers, the conditions need ``arrays_overlap``, ``size``, ``array_intersect`` and
``damerau_levenshtein``, the first three being Spark's own names; an engine without them gets them as macros.

``tests/kernel/test_linkage.py`` holds that Splink gives every pair the weight that the rule gives.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from lachan.kernel.births import Birth
from lachan.kernel.matching import COMMUNE_DEPTH, LONG_WORD, Model
from lachan.kernel.names import folded, toned, words

FEW = 50  # records that share a phone; a phone of more brings nobody together

# Levels in the order in which they are tried; what every pair reaches that has both values comes last.
# ``near``: each pair of names in which one word differs shares one context, the name with a gap in its place.
CONDITIONS: Mapping[str, Mapping[str, str]] = {
    "name": {
        "same": "name_key_l = name_key_r and toned_l = toned_r",
        "bare": "name_key_l = name_key_r and (toned_key_l = toned_key_r or is_bare_l or is_bare_r)",
        "tones": "name_key_l = name_key_r",
        "slip": "squeezed_l = squeezed_r or ("
        "(arrays_overlap(odd_gaps_l, gaps_r) or arrays_overlap(gaps_l, odd_gaps_r))"
        " and damerau_levenshtein(bare_l, bare_r) <= case"
        " when arrays_overlap(long_gaps_l, gaps_r) or arrays_overlap(gaps_l, long_gaps_r) then 2 else 1 end)",
        "part": "given_l = given_r and ((family_l = family_r and word_count_l >= 2 and word_count_r >= 2"
        " and size(array_intersect(word_list_l, word_list_r)) = least(size(word_list_l), size(word_list_r)))"
        " or (word_count_l = word_count_r and (bare_l like initials_r or bare_r like initials_l)))",
        "given": "word_count_l = word_count_r and head_l = head_r",
        "other": "",
    },
    "birth": {
        "same": "day_l = day_r",
        "swapped": "swapped_l = day_r",
        "slip": "damerau_levenshtein(day_l, day_r) <= 1 and ((year_l = year_r and month_l = month_r)"
        " or (year_l = year_r and day_of_month_l = day_of_month_r)"
        " or (month_l = month_r and day_of_month_l = day_of_month_r))",
        "coarse": "(day_l is null or day_r is null) and year_l = year_r"
        " and (month_l is null or month_r is null or month_l = month_r)",
        "year": "day_l is not null and day_r is not null and year_l = year_r",
        "other": "",
    },
    "sex": {"same": "sex_l = sex_r", "other": ""},
    "number": {
        "same": "arrays_overlap(numbers_l, numbers_r)",
        "slip": "arrays_overlap(near_numbers_l, near_numbers_r)",
        "other": "",
    },
    "phone": {"same": "arrays_overlap(phones_l, phones_r)", "other": ""},
    "area": {
        "commune": "left(commune_l, length(commune_r)) = commune_r"
        " or left(commune_r, length(commune_l)) = commune_l",
        "province": "province_l = province_r",
        "other": "",
    },
}
SILENT: Mapping[str, str] = {  # one of the two says nothing
    "name": "name_key_l is null or name_key_r is null",
    "birth": "year_l is null or year_r is null",
    "sex": "sex_l is null or sex_r is null",
    "number": "number_kinds_l is null or number_kinds_r is null"
    " or not arrays_overlap(number_kinds_l, number_kinds_r)",
    "phone": "phones_l is null or phones_r is null",
    "area": "province_l is null or province_r is null",
}
# The ways of ``identity.queries.matching`` to the same human being.
BLOCKING: tuple[Mapping[str, Any], ...] = (
    {"blocking_rule": "l.numbers = r.numbers", "arrays_to_explode": ["numbers"]},
    {
        "blocking_rule": "l.few_phones = r.few_phones"
        " and (l.given = r.given or l.year is null or r.year is null or l.year = r.year)",
        "arrays_to_explode": ["few_phones"],
    },
    {"blocking_rule": "l.born = r.born and l.word_set = r.word_set"},
    {"blocking_rule": "l.born = r.born_swapped and l.word_set = r.word_set"},
    {"blocking_rule": "l.area = r.area and l.word_set = r.word_set"},
    {"blocking_rule": "l.area = r.area and l.given = r.given and l.year = r.year"},
    {"blocking_rule": "l.born = r.born and l.province = r.province and l.initial = r.initial"},
)
# To estimate m: pairs alike in some things tell how often the others agree.  Each leaves out what it uses.
TRAINING = (
    "l.day = r.day and l.sex = r.sex and l.given = r.given",
    "l.day = r.day and l.province = r.province",
    "l.name_key = r.name_key and l.toned = r.toned and l.province = r.province",
)
FREQUENCY_OF = "name_key"
SAME_WEIGHT = 1e-9


@dataclass(frozen=True, slots=True)
class NameColumns:
    """A name, prepared; one row for each name that occurs."""

    name_key: str  # words without accents, in one order: who has the same may be told with them in another
    word_set: str | None
    bare: str
    toned: str
    toned_key: str
    is_bare: bool
    squeezed: str
    family: str | None
    given: str | None
    initial: str | None
    head: str
    initials: str | None  # a pattern for LIKE where a word is only its first letter
    word_count: int
    word_list: list[str]
    gaps: list[str]
    odd_gaps: list[str]  # where the word in the gap is no name by itself
    long_gaps: list[str]  # where it is long


class BirthColumns(NamedTuple):
    born: str
    born_swapped: str | None
    day: str | None
    swapped: str | None
    year: int
    month: int | None
    day_of_month: int | None


def name_columns(name: str, known: frozenset[str]) -> NameColumns:
    """``known``: words that are names by themselves.

    >>> row = name_columns("Nguyễn Thị Hoà", frozenset({"nguyen", "thi"}))
    >>> row.name_key, row.initials, row.gaps, row.odd_gaps
    ('hoa nguyen thi', None, ['3:0: thi hoa', '3:1:nguyen  hoa', '3:2:nguyen thi '], ['3:2:nguyen thi '])
    """
    plain, accented = words(folded(name)), words(toned(name))
    distinct = sorted(set(plain))
    gaps = [f"{len(plain)}:{i}:{' '.join((*plain[:i], '', *plain[i + 1 :]))}" for i in range(len(plain))]
    shortened = [f"{word}%" if len(word) == 1 else word for word in plain]
    return NameColumns(
        name_key=" ".join(sorted(plain)),
        word_set=" ".join(distinct) or None,
        bare=" ".join(plain),
        toned=" ".join(accented),
        toned_key=" ".join(sorted(accented)),
        is_bare=accented == plain,
        squeezed="".join(plain),
        family=plain[0] if plain else None,
        given=plain[-1] if plain else None,
        initial=plain[-1][:1] if plain else None,
        head=" ".join(plain[:-1]),
        initials=" ".join(shortened) if shortened != plain else None,
        word_count=len(plain),
        word_list=distinct,
        gaps=gaps,
        odd_gaps=[gap for gap, word in zip(gaps, plain, strict=True) if word not in known],
        long_gaps=[gap for gap, word in zip(gaps, plain, strict=True) if len(word) >= LONG_WORD],
    )


@lru_cache(maxsize=1 << 16)
def birth_columns(birth: Birth) -> BirthColumns:
    """
    >>> from datetime import date
    >>> birth_columns(Birth(date(1984, 2, 5))).born_swapped
    '19840502'
    >>> birth_columns(Birth(date(1984, 1, 1), "year")).day is None
    True
    """
    born, is_day = birth.date, birth.precision == "day"
    crossed = f"{born.year:04d}{born.day:02d}{born.month:02d}"
    return BirthColumns(
        born=f"{born:%Y%m%d}",
        born_swapped=crossed if born.day <= 12 and born.day != born.month else None,
        day=f"{born:%Y%m%d}" if is_day else None,
        swapped=crossed if is_day else None,
        year=born.year,
        month=None if birth.precision == "year" else born.month,
        day_of_month=born.day if is_day else None,
    )


def area_columns(path: str) -> tuple[str | None, str | None, str | None]:
    """Unit, commune (or what lies in it) and province.

    >>> area_columns("1.5.77."), area_columns("1.5."), area_columns("")
    (('1.5.77.', '1.5.77.', '1.5'), ('1.5.', None, '1.5'), (None, None, None))
    """
    if not path:
        return None, None, None
    return path, path if path.count(".") >= COMMUNE_DEPTH else None, ".".join(path.split(".")[:2])


def settings(model: Model) -> dict[str, Any]:
    """What Splink needs of a model; the same for every engine.

    Names count by the table of frequencies given to it for :data:`FREQUENCY_OF`; u cancels out there.
    """
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "id",
        "probability_two_random_records_match": _probability(model.prior),
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "comparisons": [
            {"output_column_name": what, "comparison_levels": _levels(model, what)} for what in CONDITIONS
        ],
        "blocking_rules_to_generate_predictions": [dict(rule) for rule in BLOCKING],
    }


def _levels(model: Model, what: str) -> list[dict[str, Any]]:
    known = model.levels[what]
    if known.keys() != CONDITIONS[what].keys():
        raise ValueError(f"{model.id}: levels of {what} are {', '.join(known)}")
    told: list[dict[str, Any]] = [{"sql_condition": SILENT[what], "is_null_level": True}]
    for name, condition in CONDITIONS[what].items():
        level: dict[str, Any] = {
            "sql_condition": condition or "ELSE",
            "label_for_charts": name,
            "m_probability": known[name].m,
            "u_probability": known[name].u,
        }
        if known[name].by_frequency:
            level |= {"tf_adjustment_column": FREQUENCY_OF, "disable_tf_exact_match_detection": True}
        told.append(level)
    return told


def doubt(model: Model) -> str:
    """SQL over Splink's answer: whether a human being must look at the pair, whatever its weight.

    Splink tells the weight of each comparison, not its level; levels of one comparison weigh differently.
    """
    parts = []
    for what, levels in model.levels.items():
        doubtful = {level.weight for name, level in levels.items() if (what, name) in model.doubts}
        others = [level.weight for name, level in levels.items() if (what, name) not in model.doubts]
        if any(abs(weight - other) < 2 * SAME_WEIGHT for weight in doubtful for other in others):
            raise ValueError(f"{model.id}: two levels of {what} weigh the same, and one of them is doubtful")
        parts += [f"abs(mw_{what} - {weight!r}) < {SAME_WEIGHT}" for weight in sorted(doubtful)]
    return " or ".join(parts) or "false"


def word_frequencies(names: Iterable[tuple[str, int]]) -> dict[str, float]:
    """How common each word of names is where it is commonest: first, last, or between.

    >>> word_frequencies([("nguyen van nam", 3), ("le van nguyen", 1)])["nguyen"]
    0.75
    """
    counts: dict[str, dict[str, int]] = {"first": {}, "between": {}, "last": {}}
    for bare, count in names:
        parts = bare.split()
        for i, word in enumerate(parts):
            place = "first" if i == 0 else "last" if i == len(parts) - 1 else "between"
            counts[place][word] = counts[place].get(word, 0) + count
    shares: dict[str, float] = {}
    for found in counts.values():
        every = sum(found.values())
        for word, count in found.items():
            shares[word] = max(shares.get(word, 0.0), count / every)
    return shares


def _probability(weight: float) -> float:
    odds: float = 2**weight
    return odds / (1 + odds)
