"""tune invent: a catalogue and its listeners for made-up plays, once and beforehand."""

import sys
from pathlib import Path
from typing import Annotated

import typer
import yaml
from pydantic import ValidationError

from tune_cli.backend.inventing import invent_file
from tune_cli.commands import options
from tune_contract.invention.document import InventionDocument
from tune_contract.invention.request import MOST_PERSONAS, MOST_TRACKS, InventionRequest
from tune_contract.tunejob.problems import InvalidDocument, problems_of

_DEFAULT = InventionRequest()
_PATIENCE = 120.0  # seconds


def invent(
    *,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="The file to keep it in, for `tune produce`.")
    ],
    tracks: Annotated[
        int, typer.Option(min=1, max=MOST_TRACKS, help="How many tracks.")
    ] = _DEFAULT.tracks,
    personas: Annotated[
        int, typer.Option(min=1, max=MOST_PERSONAS, help="How many groups of listeners.")
    ] = _DEFAULT.personas,
    theme: Annotated[
        str, typer.Option(help="What the music is about; the built-in generator has none.")
    ] = _DEFAULT.theme,
    seed: Annotated[
        int, typer.Option(min=0, help="Another seed, another invention.")
    ] = _DEFAULT.seed,
    again: Annotated[
        bool, typer.Option("--again", help="Invent it anew, even if FILE has it already.")
    ] = False,
    timeout: Annotated[
        float | None,
        typer.Option(
            parser=options.seconds,
            metavar="TIME",
            help="How long a model may take, repeats included; 2m when left out.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Invent tracks and listeners, once, for the scenario waves.

    Keeps them in FILE, for `tune produce --scenario waves --invention FILE`, and prints them as
    YAML, for `spec.producer` of a TuneJob. A language model invents them when OPENAI_API_KEY (or
    OPENAI_API_KEY_FILE) and OPENAI_MODEL are set; OPENAI_BASE_URL names another server that speaks
    the chat-completions protocol. Without a key the built-in generator does. What FILE has already
    is not invented again, and when something fails FILE stays as it was.
    """
    request = _request(theme=theme, tracks=tracks, personas=personas, seed=seed)
    document = invent_file(request, out, again=again, timeout=timeout or _PATIENCE)
    typer.echo(_line(document, out), err=True)
    sys.stdout.write(_block(document))


def _request(**values: object) -> InventionRequest:
    try:
        return InventionRequest.model_validate(values)
    except ValidationError as error:
        raise InvalidDocument("tune invent", problems_of(error, InventionRequest)) from None


def _line(document: InventionDocument, out: Path) -> str:
    """What is there now, and by whom."""
    invention, by = document.invention, document.origin.by
    who = f"the model {by}"
    if document.origin.built_in():
        who = "the built-in generator, as no OPENAI_API_KEY is set"
    count = f"{len(invention.tracks)} tracks and {len(invention.personas)} personas"
    return f"{out}: {count} by {who}"


def _block(document: InventionDocument) -> str:
    """The producer of a TuneJob that plays them."""
    producer = {"scenario": "waves", "parameters": document.invention.parameters()}
    return yaml.safe_dump({"producer": producer}, sort_keys=False, allow_unicode=True)
