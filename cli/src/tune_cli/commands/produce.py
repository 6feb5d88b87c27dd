"""tune produce: made-up plays into a topic, with a ledger of what Kafka has acknowledged."""

import os
import sys
from contextlib import ExitStack
from typing import Annotated, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from tune_cli.backend.clock import process_clock
from tune_cli.backend.folders import RunFolder
from tune_cli.backend.production import Production
from tune_cli.commands import options
from tune_cli.commands import production_options as asked
from tune_cli.errors import ExitCode
from tune_cli.settings import read_settings
from tune_cli.stack.external import ExternalServices
from tune_cli.stack.stack import attach
from tune_cli.view.lines import Lines
from tune_cli.view.production_view import ProductionView, last_line
from tune_contract.model import Model
from tune_contract.scenarios.registry import scenario_names
from tune_contract.tunejob.kafka import TopicSpec
from tune_contract.tunejob.problems import InvalidDocument, problems_of
from tune_contract.tunejob.producer import ProducerSpec
from tune_contract.tunejob.scenario_problems import scenario_problems

Spec = TypeVar("Spec", bound=Model)


def produce(
    *,
    topic: Annotated[
        str, typer.Option(help="The topic; made with 3 partitions when missing.")
    ] = "music-plays",
    rate: Annotated[
        float, typer.Option(min=0, help="Events per second; 0 = as fast as Kafka takes them.")
    ] = 200,
    total: Annotated[
        int,
        typer.Option(min=0, help="Events in all; 0 = all waves of `waves`, else until Ctrl-C."),
    ] = 0,
    scenario: Annotated[
        str, typer.Option(help=f"Which events, in what rhythm: {', '.join(scenario_names())}.")
    ] = "steady",
    parameter: asked.Parameters = None,
    invention: asked.Invention = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same events.")] = 7,
    late: asked.Late = 0,
    late_by: asked.LateBy = "10m",
    out_of_order: asked.OutOfOrder = 0,
    duplicated: asked.Duplicated = 0,
    malformed: asked.Malformed = 0,
    future: asked.Future = 0,
    bootstrap_servers: options.BootstrapServers = "",
    duration: Annotated[
        float | None,
        typer.Option(
            parser=options.seconds,
            metavar="TIME",
            help="Stop by itself after so long, as in 30s or 5m.",
            show_default=False,
        ),
    ] = None,
    json: options.Json = False,
    home: options.Home = None,
) -> None:
    """Produce plays into a topic; says at the end what Kafka has acknowledged."""
    from tune_cli.backend.kafka_topics import ensure_topic  # noqa: PLC0415 - 0.25 s

    disorder = {"late": late, "lateBy": late_by, "outOfOrder": out_of_order}
    disorder |= {"duplicated": duplicated, "malformed": malformed, "future": future}
    spec = _spec(
        scenario=scenario,
        parameters=asked.invented(invention) | asked.parameters(parameter),
        rate=rate,
        total=total,
        seed=seed,
        disorder=disorder,
    )
    target = _checked(TopicSpec, "topic", name=topic)
    settings = read_settings(os.environ, home)
    name = f"{process_clock().now():%Y%m%d-%H%M%S}-{os.getpid()}"
    folder = RunFolder(settings.home.runs / "produce" / topic / name, "producer")
    with ExitStack() as held:
        lines = held.enter_context(Lines(Console(stderr=True)))
        view = ProductionView(lines)
        external = ExternalServices(bootstrap_servers)
        stack = held.enter_context(attach(settings, view, external))
        stack.wait_ready()
        ensure_topic(stack.bootstrap_servers, target)
        production = Production(spec, topic, stack.bootstrap_servers, folder)
        held.callback(production.close)
        ledger = production.until_end(duration, view.produced)
    text = ledger.model_dump_json(indent=2) if json else last_line(ledger, production.ledger_file)
    sys.stdout.write(text + "\n")
    raise typer.Exit(ExitCode.OK if not ledger.failed else ExitCode.FAILED)


def _spec(**values: object) -> ProducerSpec:
    """What is to be produced.

    Raises:
        InvalidInput: a value is wrong, or the scenario cannot have it.
    """
    spec = _checked(ProducerSpec, "", **values)
    if problems := scenario_problems(spec):
        raise InvalidDocument("tune produce", problems)
    return spec


def _checked(model: type[Spec], prefix: str, **values: object) -> Spec:
    """The options as the model that knows what is allowed.

    Raises:
        InvalidInput: a value is wrong.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InvalidDocument("tune produce", problems_of(error, model, prefix)) from None
