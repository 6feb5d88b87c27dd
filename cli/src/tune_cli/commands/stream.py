"""tune stream: count somebody's topic into files, without writing a TuneJob."""

import hashlib
import os
import uuid
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tune_cli.commands import options
from tune_cli.commands.running import RunOptions, run_and_show
from tune_cli.settings import read_settings
from tune_cli.stack.events import NoEvents
from tune_cli.stack.external import ExternalServices
from tune_cli.stack.stack import attach
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.parse import parse_tunejob


class OutputFormat(StrEnum):
    """What files are written."""

    CSV = "csv"
    DELTA = "delta"
    PARQUET = "parquet"


def stream(
    *,
    input_topic: Annotated[str, typer.Option(help="The topic with the plays; it must exist.")],
    output_path: Annotated[Path, typer.Option(help="The folder that the counts are written to.")],
    output_format: Annotated[
        OutputFormat, typer.Option(help="The kind of files.")
    ] = OutputFormat.CSV,
    checkpoint_location: Annotated[
        Path | None,
        typer.Option(
            help="The folder for position and state; below --home when left out.",
            show_default=False,
        ),
    ] = None,
    window: Annotated[str, typer.Option(help="Length of the windows.")] = "1 minute",
    watermark: Annotated[
        str, typer.Option(help="How late a play may come and still be counted.")
    ] = "10 seconds",
    available_now: Annotated[
        bool, typer.Option("--available-now", help="Read what is there, then end.")
    ] = False,
    bootstrap_servers: options.BootstrapServers = "",
    duration: options.Duration = None,
    json: options.Json = False,
    home: options.Home = None,
) -> None:
    """Count plays per genre over a topic into csv, parquet or Delta files.

    Run it again and it goes on where it stopped.
    """
    from tune_cli.backend.kafka_topics import require_topic  # noqa: PLC0415 - 0.25 s

    job = stream_job(
        {
            "topic": input_topic,
            "path": str(output_path.absolute()),
            "format": output_format.value,
            "checkpoint": str(checkpoint_location.absolute()) if checkpoint_location else "",
        },
        parameters={"window": window, "watermark": watermark},
        available_now=available_now,
    )
    external = ExternalServices(bootstrap_servers)
    with attach(read_settings(os.environ, home), NoEvents(), external) as stack:
        stack.wait_ready()
        require_topic(stack.bootstrap_servers, input_topic)
        given = RunOptions(home=home, external=external, duration=duration, page=False, json=json)
        raise typer.Exit(run_and_show(job, Path.cwd(), given))


def stream_job(
    target: dict[str, str], parameters: dict[str, str], *, available_now: bool
) -> TuneJob:
    """The TuneJob of a stream: the same target is the same job, and goes on where it stopped.

    Args:
        target: topic, path, format and checkpoint.
        parameters: the pipeline's.
        available_now: whether it ends when it has read what is there.

    Raises:
        InvalidInput: a value is wrong.
    """
    text = "\n".join(target[key] for key in sorted(target))
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    job = parse_tunejob(
        {
            "apiVersion": "tunejob.io/v1alpha1",
            "kind": "TuneJob",
            "metadata": {"name": f"stream-{digest}"},
            "spec": {
                "pipeline": GENRE_COUNTS.name,
                "parameters": parameters,
                "kafka": {"topics": {"plays": {"name": target["topic"]}}},
                "sinks": [{target["format"]: {"path": target["path"]}}],
                "checkpoint": {"location": target["checkpoint"]},
                "trigger": {"availableNow": True} if available_now else {},
            },
        },
        installed_pipelines(),
        "tune stream",
    )
    # Delta and the checkpoint know a job by its uid: the same on every machine and in every home.
    uid = str(uuid.uuid5(uuid.NAMESPACE_URL, text))
    return job.model_copy(update={"metadata": job.metadata.model_copy(update={"uid": uid})})
