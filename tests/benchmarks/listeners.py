"""How far the leaderboard's listeners (HyperLogLog) are off the exact number of different users."""

import os

from common import home, kafka, options

from tune_cli.settings import read_settings
from tune_cli.stack.jars import find_jars
from tune_cli.stack.java import find_java
from tune_contract.pipelines.leaderboard import LISTENERS_ERROR, LeaderboardParameters
from tune_contract.runtime.job_config import JobConfig
from tune_jobs.pipelines.leaderboard import leaderboard
from tune_jobs.settings import DriverSettings
from tune_jobs.spark.gateway import start_gateway
from tune_jobs.spark.session import make_session

TRACKS = 10
"""Each with users of its own: so many estimates for each size."""
PLAYS = (
    "concat('e', id) AS event_id",
    f"concat('track ', id % {TRACKS}, ' user ', id) AS user_id",
    f"concat('t', id % {TRACKS}) AS track_id",
    "'' AS title",
    "'' AS artist",
    "'NO' AS region",
    "'web' AS platform",
    "true AS completed",
    "1769860800000L AS timestamp",
)


def config() -> JobConfig:
    """A job that is never run: its session is what is needed."""
    return JobConfig.model_validate(
        {
            "job": {"namespace": "default", "name": "listeners", "uid": "listeners"},
            "pipeline": "leaderboard",
            "kafka": {"bootstrapServers": "127.0.0.1:1"},
            "inputs": {"plays": {"name": "plays"}},
            "sinks": [],
            "trigger": {"availableNow": True},
            "checkpoint": {"location": "/nowhere"},
            "endpoint": {"port": 1},
            "spark": {"driverMemory": "2g"},
        }
    )


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--users", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    asked = parser.parse_args()
    settings = read_settings(os.environ, home())
    with kafka(""):  # fetches the jars
        pass
    java, jars = find_java(settings.java_home), find_jars(settings.home)
    gateway = start_gateway(DriverSettings(java.executable, jars.folder / "spark"), config().spark)
    try:
        gateway.connect()
        spark = make_session(config())
        for users in asked.users:
            plays = spark.range(users * TRACKS).selectExpr(*PLAYS)
            rows = leaderboard(plays, LeaderboardParameters(deduplicate=False))
            found = rows.where("table = 'tracks'").select("listeners").collect()
            errors = [row.listeners / users - 1 for row in found]
            rms = (sum(error**2 for error in errors) / len(errors)) ** 0.5
            worst = max(errors, key=abs)
            print(
                f"{users:>9,} users: root mean square {rms:.2%}, worst {worst:+.2%} "
                f"of {len(errors)} tracks (stated: {LISTENERS_ERROR:.1%})",
                flush=True,
            )
        spark.stop()
    finally:
        gateway.close()


if __name__ == "__main__":
    main()
