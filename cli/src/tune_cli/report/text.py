"""The report on a terminal: readable in 80 columns and without colour."""

from collections.abc import Iterable, Sequence

from rich.bar import Bar
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from tune_cli.report import facts
from tune_cli.report.snapshot import DeepDive, LeaderboardReport, RankedTrack, WindowRate

_BAR = 10  # columns
_SHORT_BAR = 6
_STYLE = "cyan"
_SHOWN_PARTS = 10
"""Of platforms and regions; the page and the document have all."""


def print_report(report: LeaderboardReport, console: Console) -> None:
    """Print all of it."""
    console.print(_head(report), overflow="ellipsis", no_wrap=True)
    _section(console, facts.board_title(report))
    if report.board:
        console.print(_board(report.board), Text(facts.listeners_note(report), style="dim"))
    else:
        console.print(Text(facts.NO_PLAYS))
    _section(console, "The pipeline")
    console.print(_beside(_pairs(facts.counted(report)), _pairs(facts.stream(report))))
    if report.windows:
        _section(console, "Plays in the newest windows")
        console.print(_windows(report.windows))
    if report.deep_dive:
        _section(console, facts.dive_title(report.deep_dive))
        console.print(_deep_dive(report.deep_dive))


def _section(console: Console, title: str) -> None:
    console.print()
    console.rule(Text(title, style="bold"), align="left", style="dim")


def _head(report: LeaderboardReport) -> Text:
    said = f"  {report.namespace}, {report.stream.phase.value}, {facts.moment(report.time)} UTC"
    return Text.assemble((report.job, "bold"), said)


def _board(tracks: Sequence[RankedTrack]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), expand=True)
    _column(table, "#", right=True)
    table.add_column("Track", ratio=1, no_wrap=True, overflow="ellipsis")
    _column(table, "Plays", right=True)
    table.add_column("")
    for name in ("To end", "Listeners"):
        _column(table, name, right=True)
    table.add_column("Platform", max_width=10, no_wrap=True, overflow="ellipsis")
    most = max(track.streams for track in tracks)
    for track in tracks:
        table.add_row(
            str(track.rank),
            Text.assemble(facts.shown(track.title), (f" · {facts.artist(track)}", "dim")),
            facts.number(track.streams),
            _bar(track.streams / most),
            facts.percent(track.completion_rate),
            facts.number(track.listeners),
            Text(facts.shown(track.top_platform)),
        )
    return table


def _deep_dive(dive: DeepDive) -> Table:
    *left, hours = facts.groups(dive)
    spaced = [part for group in left for part in (_group(group), "")]
    return _beside(Group(*spaced[:-1]), _group(hours, limit=len(hours.parts)))


def _group(group: facts.Group, limit: int = _SHOWN_PARTS) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), expand=True)
    table.add_column(group.name, ratio=1, no_wrap=True, overflow="ellipsis")
    _column(table, "", right=True)
    _column(table, "", right=True)
    table.add_column("")
    most = max((part.share for part in group.parts), default=1)
    for part in group.parts[:limit]:
        count, share = facts.number(part.streams), facts.percent(part.share)
        table.add_row(Text(part.value), count, share, _bar(part.share / most, _SHORT_BAR))
    rest = group.parts[limit:]
    if rest:
        count = facts.number(sum(part.streams for part in rest))
        share = facts.percent(sum(part.share for part in rest))
        table.add_row(f"{len(rest)} others", count, share, "")
    return table


def _windows(windows: Sequence[WindowRate]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Window, UTC", no_wrap=True)
    _column(table, "Plays", right=True)
    _column(table, "A second", right=True)
    table.add_column("")
    most = max(window.per_second for window in windows)
    for window in windows:
        bar = _bar(window.per_second / most)
        plays, speed = facts.number(window.streams), facts.rate(window.per_second)
        table.add_row(facts.window_name(window), plays, speed, bar)
    return table


def _pairs(pairs: Iterable[facts.Fact]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for fact in pairs:
        table.add_row(fact.name, Text(fact.value, style="bold"))
    return table


def _beside(left: RenderableType, right: RenderableType) -> Table:
    table = Table.grid(padding=(0, 3, 0, 0), expand=True, pad_edge=False)
    table.add_column(ratio=1)
    table.add_column(ratio=1)
    table.add_row(left, right)
    return table


def _column(table: Table, name: str, *, right: bool) -> None:
    table.add_column(name, justify="right" if right else "left", no_wrap=True)


def _bar(share: float, width: int = _BAR) -> Bar:
    return Bar(size=1, begin=0, end=share, width=width, color=_STYLE)
