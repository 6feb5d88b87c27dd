"""tune send: events of a file, by the API, into a topic."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer
from pydantic_core import to_json
from rich.console import Console

from tune_cli.commands import options
from tune_cli.errors import ExitCode
from tune_cli.sending.patience import Patience
from tune_cli.sending.records import Source, batches, read_records
from tune_cli.sending.tally import Refused, Tally
from tune_cli.view.lines import Lines
from tune_contract.errors import InvalidInput

if TYPE_CHECKING:
    from tune_cli.sending.client import Sender

_RETRY_FOR = 120.0  # seconds


def send(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="Events: one a line, a JSON array, or one object; - = stdin."
        ),
    ],
    *,
    url: options.ApiUrl = options.API_URL,
    topic: Annotated[str, typer.Option(help="The topic; the API has to take it.")] = "music-plays",
    api_key_file: options.ApiKeyFile = None,
    batch: Annotated[int, typer.Option(min=1, max=10_000, help="Events in a request.")] = 1000,
    retry_for: Annotated[
        float | None,
        typer.Option(
            parser=options.seconds,
            metavar="TIME",
            help="Go on trying for so long while nothing is taken; 2m when left out.",
            show_default=False,
        ),
    ] = None,
    json: options.Json = False,
) -> None:
    """Send events to a topic by the API of a running job, and see each acknowledged or refused.

    What the API cannot take now is sent again. An event is known by its event_id: one that is in
    Kafka already counts as a duplicate and is not written again, so a file may be sent twice.
    """
    from tune_cli.calling.client import open_client  # noqa: PLC0415
    from tune_cli.calling.generated import Api  # noqa: PLC0415
    from tune_cli.sending.client import Sender  # noqa: PLC0415 - 0.15 s

    with (
        _open(file) as (opened, name),
        open_client(url, options.api_key(api_key_file, os.environ)) as client,
        Lines(Console(stderr=True)) as lines,
    ):
        patience = Patience(_RETRY_FOR if retry_for is None else retry_for)
        sending = _Sending(Sender(Api(client), topic, patience), lines)
        try:
            sending.all_of(read_records(opened, name), batch)
        finally:
            tally = sending.tally()
            text = to_json(tally, indent=2).decode() if json else _last_line(tally)
            sys.stdout.write(text + "\n")
    raise typer.Exit(ExitCode.FAILED if tally.refused else ExitCode.OK)


class _Sending:
    """Sends batch by batch and shows how it goes."""

    def __init__(self, sender: "Sender", lines: Lines) -> None:
        self._sender = sender
        self._lines = lines
        self._counted = Tally()
        self._refused: list[Refused] = []

    def all_of(self, source: Source, size: int) -> None:
        for batch in batches(source.records, size):
            found = self._sender.send(batch)
            self._counted += Tally(found.accepted, found.duplicates)
            self._refused += found.refused
            for each in found.refused:
                self._lines.say(f"{source.unit} {each.number}: {each.reason}")
            self._lines.update(_last_line(self.tally()), "sending")

    def tally(self) -> Tally:
        return Tally(self._counted.accepted, self._counted.duplicates, tuple(self._refused))


def _last_line(tally: Tally) -> str:
    return (
        f"accepted {tally.accepted:,}, duplicates {tally.duplicates:,}, "
        f"refused {len(tally.refused):,}"
    )


@contextmanager
def _open(file: str) -> Iterator[tuple[BinaryIO, str]]:
    if file == "-":
        yield sys.stdin.buffer, "the standard input"
        return
    try:
        opened = Path(file).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise InvalidInput(f"cannot read {file}: {error.strerror}", "check the path") from None
    with opened:
        yield opened, file
