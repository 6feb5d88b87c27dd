from dataclasses import dataclass, replace

import pytest

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.declaration import Column, ColumnType
from tune_contract.pipelines.genre_counts import GENRE_COUNTS, GENRE_COUNTS_TABLE
from tune_jobs.pipelines.results import check_results

GENRES = replace(
    GENRE_COUNTS_TABLE,
    name="genres",
    columns=(
        Column("genre", ColumnType.TEXT, "which"),
        Column("share", ColumnType.DOUBLE, "of all"),
    ),
)
TWO = replace(GENRE_COUNTS, tables=(GENRE_COUNTS_TABLE, GENRES))
RIGHT = (
    ("window_start", "timestamp"),
    ("window_end", "timestamp"),
    ("genre", "string"),
    ("count", "bigint"),
)


@dataclass(frozen=True)
class Results:
    """As much of a DataFrame as the check asks for."""

    dtypes: tuple[tuple[str, str], ...]


@pytest.mark.parametrize(
    ("pipeline", "dtypes"),
    [
        (GENRE_COUNTS, RIGHT),
        (TWO, (("share", "double"), ("table", "string"), *RIGHT)),
    ],
)
def test_what_fits_is_handed_on(pipeline, dtypes):
    results = Results(dtypes)
    assert check_results(pipeline, results) is results


@pytest.mark.parametrize(
    ("pipeline", "dtypes", "problems"),
    [
        (
            GENRE_COUNTS,
            (*RIGHT[:2], ("count", "int")),
            "genre_counts.genre is missing; genre_counts.count is of type int, not bigint",
        ),
        (
            GENRE_COUNTS,
            (*RIGHT, ("more", "string")),
            "the columns are window_start, window_end, genre, count, more, "
            "not window_start, window_end, genre, count",
        ),
        (
            GENRE_COUNTS,
            RIGHT[::-1],
            "the columns are count, genre, window_end, window_start, "
            "not window_start, window_end, genre, count",
        ),
        (TWO, RIGHT, "it writes 2 tables and has no column `table` that names one"),
        (TWO, (("table", "string"), *RIGHT), "genres.share is missing"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_runs(pipeline, dtypes, problems):
    with pytest.raises(InvalidInput) as raised:
        check_results(pipeline, Results(dtypes))
    assert raised.value.message == (
        f"the query of genre-counts does not fit its declaration: {problems}"
    )
    assert raised.value.hint.startswith("end the function with select(*TABLE.column_names())")
