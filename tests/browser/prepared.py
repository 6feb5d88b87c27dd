"""Jobs and tables to look at: like those of a busy day, and the same each time."""

import random
from datetime import UTC, datetime, timedelta

from tune_contract.pipelines.leaderboard import LEADERBOARD
from tune_contract.pipelines.top_songs import TOP_SONGS

from .database import FIRST, Database

GENRES = {"pop": 70, "hiphop": 48, "rock": 40, "electronic": 33, "jazz": 14, "metal": 12}
REGIONS = {"US": 1.0, "DE": 0.6, "JP": 0.5, "BR": 0.45, "NO": 0.2}
PLATFORMS = ("ios", "android", "web", "desktop", "tv")
SONGS = (
    ("Blue Hour", "The Fjords"), ("Paper Lanterns", "Mio Tanaka"), ("Slow Static", "Wire Garden"),
    ("Harbour Lights", "Ada Lund"), ("Second Sun", "Os Vizinhos"), ("Glass Rivers", "Northbound"),
    ("Half a Postcard", "June & the Maps"), ("Kilometre Zero", "Rastro"), ("Velvet Noon", "Sable"),
    ("Night Ferry", "The Fjords"), ("Tin Roof", "Calder"), ("A Room of Rain", "Ada Lund"),
    ("Marigold", "Pale Signal"), ("Long Division", "Wire Garden"), ("Open Water", "Northbound"),
)  # fmt: skip


def plays(minutes: int) -> list[tuple[int, str, int]]:
    """Rows for genre_counts."""
    chance = random.Random(7)
    return [
        (minute, genre, int(size * chance.uniform(20, 100)))
        for minute in range(minutes)
        for genre, size in GENRES.items()
        if chance.random() > 0.05
    ]


def running(**changed: object) -> dict:
    """The status of a job that does well, or nearly."""
    now = datetime.now(UTC)
    moved = (now - timedelta(hours=3)).isoformat()
    conditions = {
        "Ready": "True", "Accepted": "True", "KafkaReady": "True", "StreamRunning": "True",
        "ProgressAdvancing": "True", "LagWithinTarget": "True", "Stalled": "False",
        "Reconciling": "False",
    }  # fmt: skip
    return {
        "phase": "Running",
        "conditions": [
            {"type": kind, "status": status, "reason": kind, "lastTransitionTime": moved}
            for kind, status in conditions.items()
        ],
        "attempt": {"number": 3, "driver": "driver-3", "startTime": moved},
        "progress": {
            "batchId": 812,
            "lastCommitTime": now.isoformat(),
            "inputRowsPerSecond": 198.4,
            "processedRowsPerSecond": 5120.0,
            "batchSeconds": 0.42,
            "lag": 1212,
            "watermark": (now - timedelta(seconds=11)).isoformat(),
            "deadLetters": 3,
        },
        "restarts": {"count": 2},
        **changed,
    }


def failed() -> dict:
    """The status of a job that was given up."""
    now = datetime.now(UTC)
    message = "It ended and is not started again; lastFailure says why."
    return {
        "phase": "Failed",
        "conditions": [
            {"type": "Ready", "status": "False", "reason": "Failed", "message": message,
             "lastTransitionTime": now.isoformat()},
            {"type": "Stalled", "status": "True", "reason": "RestartsExhausted",
             "message": "Ten failures in a row. Raise executor.memory, or lower the load.",
             "lastTransitionTime": now.isoformat()},
        ],
        "attempt": {"number": 11, "driver": "driver-11", "startTime": now.isoformat(),
                    "endTime": now.isoformat()},
        "restarts": {"count": 10, "consecutiveFailures": 10},
        "lastFailure": {
            "time": (now - timedelta(minutes=4)).isoformat(), "class": "OutOfMemory",
            "exitCode": 137, "message": "It was out of memory; raise executor.memory.",
            "logTail": "ERROR TaskMemoryManager: cannot take 64 MiB\nERROR Executor: exiting",
        },
        "rollback": {
            "refused": {}, "generation": 4, "time": (now - timedelta(minutes=9)).isoformat(),
            "message": "Version 4 did not become ready within 5m.",
        },
        "schedule": {"nextRunTime": (now + timedelta(hours=6)).isoformat(),
                     "lastRunTime": (now - timedelta(hours=18)).isoformat()},
    }  # fmt: skip


def put_leaderboard(database: Database, job: str = "leaderboard", minutes: int = 60) -> None:
    """Fifteen tracks that win and lose places."""
    database.make(job, LEADERBOARD)
    chance = random.Random(3)
    tracks, windows, parts = [], [], []
    for index, (title, artist) in enumerate(SONGS):
        track = f"trk-{index:04}"
        counts = [max(1, int(chance.gauss(90 - 5 * index, 12))) for _ in range(minutes)]
        done = [int(count * chance.uniform(0.5, 0.95)) for count in counts]
        streams, last = sum(counts), FIRST + timedelta(minutes=minutes)
        tracks.append((track, title, artist, streams, sum(done), streams // 3, last))
        for minute, (count, complete) in enumerate(zip(counts, done, strict=True)):
            start = FIRST + timedelta(minutes=minute)
            end = start + timedelta(minutes=1)
            windows.append((start, end, track, count, complete, count // 2, b""))
        parts += _breakdown(track, streams, chance)
    database.write(job, "tracks", tracks)
    database.write(job, "track_windows", windows)
    database.write(job, "track_breakdown", parts)


def _breakdown(track: str, streams: int, chance: random.Random) -> list[tuple]:
    values = {"platform": PLATFORMS, "region": tuple(REGIONS), "hour": tuple(map(str, range(24)))}
    rows = []
    for dimension, names in values.items():
        weights = [chance.uniform(0.1, 1) for _ in names]
        rows += [
            (track, dimension, name, int(streams * weight / sum(weights)))
            for name, weight in zip(names, weights, strict=True)
        ]
    return rows


def put_top_songs(database: Database, job: str = "top-songs", hours: int = 30) -> None:
    """Thirty hours of fifteen songs in five regions."""
    database.make(job, TOP_SONGS)
    chance = random.Random(11)
    rows = []
    for hour in range(hours):
        start = FIRST.replace(hour=0) + timedelta(hours=hour)
        for region, size in REGIONS.items():
            for index, (title, artist) in enumerate(SONGS):
                count = max(1, int(size * chance.gauss(900 - 40 * index, 90)))
                end = start + timedelta(hours=1)
                rows.append((start, end, region, f"trk-{index:04}", title, artist, count))
    database.write(job, "song_hours", rows)
