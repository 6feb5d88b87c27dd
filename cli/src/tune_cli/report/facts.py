"""The words and numbers of a report that the text and the page have in common."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from tune_cli.report.snapshot import DeepDive, LeaderboardReport, RankedTrack, Share, WindowRate
from tune_contract.duration import format_duration

NOTHING = "-"
NO_PLAYS = "No play is counted yet."
_SMALL_RATE = 10  # below it a whole number would hide too much


@dataclass(frozen=True)
class Fact:
    """A name and what is to be said of it."""

    name: str
    value: str


@dataclass(frozen=True)
class Group:
    """A track's plays, told apart in one way."""

    name: str
    parts: list[Share]
    """Their values as they are shown."""


def counted(report: LeaderboardReport) -> list[Fact]:
    """What the tables hold."""
    found = report.statistics
    unknown = found.unknown_tracks
    to_the_end = percent(found.completed / found.plays) if found.plays else NOTHING
    return [
        Fact("plays counted", number(found.plays)),
        Fact("to the end", to_the_end),
        Fact("tracks", number(found.tracks)),
        *([] if unknown is None else [Fact("not in the catalogue", number(unknown))]),
        Fact("plays a second", rate(found.plays_per_second)),
        Fact("windows", number(found.windows)),
        Fact("first window", moment(found.first_window)),
        Fact("newest play", moment(found.last_played)),
        Fact("dead letters", number(found.dead_letters)),
    ]


def stream(report: LeaderboardReport) -> list[Fact]:
    """How the pipeline does."""
    state = report.stream
    return [
        Fact("phase", state.phase.value),
        Fact("batches", number(report.statistics.batches)),
        Fact("last batch", number(state.last_batch)),
        Fact("events a second", rate(state.processed_rows_per_second)),
        Fact("lag", number(state.lag)),
        Fact("watermark", moment(state.watermark)),
        Fact("late events", number(state.late_rows)),
        Fact("attempt", f"{state.attempt}, restarts {state.restarts}"),
    ]


def groups(dive: DeepDive) -> list[Group]:
    """The deep dive's parts."""
    ends = {"true": "to the end", "false": "not to the end"}
    return [
        Group("Platform", [_shown_part(part) for part in dive.platforms]),
        Group("Completion", [_shown_part(part, ends.get(part.value)) for part in dive.completion]),
        Group("Region", [_shown_part(part) for part in dive.regions]),
        Group("Hour, UTC", [_shown_part(part, f"{part.value}:00") for part in dive.hours]),
    ]


def board_title(report: LeaderboardReport) -> str:
    """How many of how many tracks are shown."""
    shown, known = len(report.board), report.statistics.tracks
    if shown < known:
        return f"The {number(shown)} most played of {number(known)} tracks"
    return "All tracks by plays"


def dive_title(dive: DeepDive) -> str:
    """Which track it is."""
    track = dive.track
    return f"Deep dive: #{track.rank} {shown(track.title)} by {shown(track.artist)}"


def listeners_note(report: LeaderboardReport) -> str:
    """How exact the listeners are."""
    error = percent(report.listeners_standard_error)
    return f"Listeners are different users, estimated by HyperLogLog: {error} standard error."


def window_name(window: WindowRate) -> str:
    """When it is, as in `2026-01-31 12:00:00 + 1m`."""
    length = window.window_end - window.window_start
    open_ = "" if window.full else ", not full"
    return f"{moment(window.window_start)} + {format_duration(length)}{open_}"


def artist(track: RankedTrack) -> str:
    """The artist, with a mark when the catalogue does not know the track."""
    return shown(track.artist) + ("" if track.in_catalogue is not False else " (not in catalogue)")


def shown(text: str) -> str:
    """Data of others on one line, without what would steer a terminal."""
    clean = "".join(
        " " if unicodedata.category(each) in {"Cc", "Zl", "Zp"} else each for each in text
    )
    return clean.strip() or "(none)"


def number(value: int | None) -> str:
    """As in 1,234."""
    return NOTHING if value is None else f"{value:,}"


def percent(share: float) -> str:
    """A share of 1, as in 66.7%."""
    return f"{share:.1%}"


def rate(value: float | None) -> str:
    """A number per second."""
    if value is None:
        return NOTHING
    return f"{value:,.2f}" if value < _SMALL_RATE else f"{value:,.0f}"


def moment(time: datetime | None) -> str:
    """In UTC, to the second."""
    return NOTHING if time is None else f"{time:%Y-%m-%d %H:%M:%S}"


def _shown_part(part: Share, name: str | None = None) -> Share:
    return part.model_copy(update={"value": shown(name or part.value)})
