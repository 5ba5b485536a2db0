"""Pairs of the whole register that may be one human being: Splink on DuckDB, by the model of look-ups."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker
from splink.internals.splink_dataframe import SplinkDataFrame

from lachan.identity.queries.register import quoted
from lachan.kernel import linkage
from lachan.kernel.matching import Model

ROWS = 100_000
# Spark's names for what DuckDB calls otherwise (kernel.linkage).
MACROS = """
    CREATE MACRO arrays_overlap(a, b) AS list_has_any(a, b);
    CREATE MACRO size(a) AS len(a);
"""
REGISTER = """
    CREATE TABLE register AS
    WITH few AS (
        SELECT phone FROM (SELECT unnest(phones) AS phone FROM '{folder}/people.parquet')
        GROUP BY phone HAVING count(*) <= {few}),
    reached AS (
        SELECT p.id, list(p.phone) AS few_phones
        FROM (SELECT id, unnest(phones) AS phone FROM '{folder}/people.parquet') p JOIN few USING (phone)
        GROUP BY p.id)
    SELECT p.* EXCLUDE (name_id), n.* EXCLUDE (name_id, tf_name_key), r.few_phones, near.near_numbers
    FROM '{folder}/people.parquet' p
    LEFT JOIN '{folder}/names.parquet' n USING (name_id) LEFT JOIN reached r USING (id)
    LEFT JOIN '{folder}/near*.parquet' near USING (id)
"""
FREQUENCIES = """
    CREATE TABLE frequency AS
    SELECT name_key, max(tf_name_key) AS tf_name_key FROM '{folder}/names.parquet' GROUP BY name_key
"""
PAIRS = """
    SELECT id_r AS person, id_l AS other, match_weight, ({doubt}) AS is_doubtful
    FROM {pairs} WHERE match_weight >= {least} ORDER BY person, other
"""


@dataclass(frozen=True, slots=True)
class Engine:
    """Splink over exported files, ready to predict or to estimate."""

    model: Model
    linker: Linker
    database: duckdb.DuckDBPyConnection


def engine(folder: Path, model: Model) -> Engine:
    """``folder``: what ``register.write`` wrote; what does not fit into memory is put there too."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    database = duckdb.connect()
    where = quoted(folder)
    database.execute(f"SET temp_directory = '{where}/spilled'; SET preserve_insertion_order = false")
    database.execute(MACROS)
    database.execute(REGISTER.format(folder=where, few=linkage.FEW))
    database.execute(FREQUENCIES.format(folder=where))
    return Engine(model, _linker(database, linkage.settings(model), "register"), database)


def _linker(database: duckdb.DuckDBPyConnection, settings: dict[str, Any], table: str) -> Linker:
    api = DuckDBAPI(database)
    linker = Linker(api.register(table), settings, log_level=None, validate_settings=False)
    linker.table_management.register_term_frequency_lookup(api.register("frequency"), linkage.FREQUENCY_OF)
    return linker


def predict(engine: Engine, least: float) -> SplinkDataFrame:
    """All pairs found by blocking that weigh at least so much."""
    return engine.linker.inference.predict(threshold_match_weight=least)


def likely(engine: Engine, least: float) -> Iterator[tuple[int, int, float, bool]]:
    """Later record, earlier record, weight, and whether somebody must look; in the order of the later."""
    pairs = predict(engine, least).physical_name
    found = engine.database.execute(PAIRS.format(doubt=linkage.doubt(engine.model), pairs=pairs, least=least))
    while rows := found.fetchmany(ROWS):
        yield from rows


def estimate(engine: Engine, *, most_pairs: float, seed: int | None = None) -> dict[str, dict[str, Any]]:
    """m and u of every level as Splink estimates them from the register; None where it met no pair.

    u from pairs of people taken at random, each human being once as far as is known: else it would count
    those told twice.  m by expectation maximisation among records that are alike in some things.
    """
    engine.database.execute("CREATE TABLE human AS SELECT * FROM register WHERE is_first")
    strangers = _linker(engine.database, linkage.settings(engine.model), "human")
    strangers.training.estimate_u_using_random_sampling(
        max_pairs=most_pairs, seed=seed, min_count_per_level=None
    )
    everybody = _linker(engine.database, strangers.misc.save_model_to_json(), "register")
    for rule in linkage.TRAINING:
        everybody.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=most_pairs)
    told = everybody.misc.save_model_to_json()
    return {
        comparison["output_column_name"]: {
            level["label_for_charts"]: (level.get("m_probability"), level.get("u_probability"))
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        }
        for comparison in told["comparisons"]
    }


def word_frequencies(engine: Engine) -> dict[str, float]:
    """How common the words of names are in the register."""
    rows = engine.database.execute(
        "SELECT bare, count(*) FROM register WHERE bare IS NOT NULL GROUP BY bare"
    ).fetchall()
    return linkage.word_frequencies(rows)
