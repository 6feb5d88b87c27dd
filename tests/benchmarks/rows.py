"""How long the results API takes over a table of ten million rows, with the sink's own indexes.

    rows.py [--rows 10000000] [--requests 200]

The table is genre-counts': 16 genres a minute, and one that has a row a day. Each question is asked
by one client, one after the other, over HTTP.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
from common import options
from results import SCHEMA, api, fresh_schema, postgres

from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE

TABLE = GENRE_COUNTS_TABLE.name
GENRES = 16
FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_FILL = f"""
    INSERT INTO {SCHEMA}.{TABLE}
    SELECT %(first)s + minute * interval '1 minute', %(first)s + (minute + 1) * interval '1 minute',
           'genre-' || genre, 1 + (minute * 7 + genre) %% 100
    FROM generate_series(%(from)s::int, %(to)s::int - 1) AS minute,
         generate_series(1, {GENRES}) AS genre
"""
_RARE = f"""
    INSERT INTO {SCHEMA}.{TABLE}
    SELECT %(first)s + day * interval '1 day', %(first)s + day * interval '1 day' + interval '1 minute',
           'rare', 1
    FROM generate_series(0, %(days)s - 1) AS day
"""
STEP = 50_000  # minutes in one transaction


def fill(uri: str, minutes: int) -> None:
    """All rows, and statistics of them as autovacuum would have made."""
    with psycopg.connect(uri, autocommit=True) as connection:
        begun = time.monotonic()
        for start in range(0, minutes, STEP):
            span = {"first": FIRST, "from": start, "to": min(start + STEP, minutes)}
            connection.execute(_FILL, span)
        connection.execute(_RARE, {"first": FIRST, "days": minutes // 1440})
        seconds = time.monotonic() - begun
        connection.execute(f"VACUUM ANALYZE {SCHEMA}.{TABLE}")
        sizes = connection.execute(
            "SELECT relname, pg_size_pretty(pg_relation_size(oid)) FROM pg_class"
            " WHERE relnamespace = %s::regnamespace AND relname LIKE '%%genre_counts%%'",
            [SCHEMA],
        ).fetchall()
    print(f"{minutes * GENRES:,} rows written in {seconds:.0f} s:", dict(sizes), flush=True)


def ask(client: httpx.Client, name: str, requests: int, path: Callable[[], str]) -> None:
    """Print how long the answers take."""
    times = []
    for _ in range(requests):
        url = f"/api/v1/jobs/default/bench/tables/{TABLE}/{path()}"
        begun = time.perf_counter()
        answer = client.get(url)
        times.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.text
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    print(
        f"{name:40} p50 {cuts[49]:6.1f} ms  p99 {cuts[98]:6.1f} ms  worst {max(times):6.1f} ms",
        flush=True,
    )


def questions(client: httpx.Client, minutes: int, requests: int) -> None:
    """Everything that the page and its users ask."""
    chosen = random.Random(7)

    def moment(back: int = 0) -> str:
        at = FIRST + timedelta(minutes=chosen.randrange(back, minutes) - back)
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def day(path: str) -> str:
        begin = FIRST + timedelta(minutes=chosen.randrange(max(1, minutes - 1440)))
        end = begin + timedelta(days=1)
        return f"{path}&from={begin:%Y-%m-%dT%H:%M:%SZ}&to={end:%Y-%m-%dT%H:%M:%SZ}"

    series = "series?time=window_start&of=count&by=genre"
    ask(client, "the newest 100 rows", requests, lambda: "rows")
    ask(
        client,
        "1000 rows before some time",
        requests,
        lambda: f"rows?limit=1000&window_start.lt={moment()}",
    )
    ask(
        client,
        "the newest of one genre",
        requests,
        lambda: f"rows?genre=genre-{chosen.randint(1, 16)}",
    )
    ask(
        client,
        "the newest of one genre before",
        requests,
        lambda: f"rows?genre=genre-3&window_start.lt={moment()}",
    )
    ask(client, "a genre that is rare", requests, lambda: "rows?genre=rare")
    ask(client, "a genre that is not there", requests, lambda: "rows?genre=none")
    ask(client, "a series of one day", requests, lambda: day(series))
    ask(client, "a series of one genre and day", requests, lambda: day(f"{series}&genre=genre-3"))
    ask(client, "a series of everything", 3, lambda: series)
    ask(client, "totals of everything", 3, lambda: "totals?by=genre&of=count")


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--requests", type=int, default=200)
    asked = parser.parse_args()
    minutes = asked.rows // GENRES
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres() as uri,
        fresh_schema(uri),
        api(uri, Path(folder)) as (address, _),
        httpx.Client(base_url=address, timeout=60, trust_env=False) as client,
    ):
        fill(uri, minutes)
        questions(client, minutes, asked.requests)


if __name__ == "__main__":
    main()
