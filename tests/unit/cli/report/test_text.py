import io
import re
from collections.abc import Callable, Iterable

from rich.cells import cell_len
from rich.console import Console

from tune_cli.report.snapshot import DeepDive, LeaderboardReport, RankedTrack, Share
from tune_cli.report.text import print_report

MakeReport = Callable[..., LeaderboardReport]
MakeTrack = Callable[..., RankedTrack]


def lines(report: LeaderboardReport, width: int = 80) -> list[str]:
    """What is printed where there is no terminal: no colour, no line longer than the width."""
    out = io.StringIO()
    print_report(report, Console(file=out, width=width))
    assert "\x1b" not in out.getvalue()
    return [line.rstrip() for line in out.getvalue().splitlines()]


def starting(found: Iterable[str], beginning: str) -> str:
    """The one line that starts so, with single spaces."""
    narrow = [re.sub(" +", " ", line) for line in found]
    (line,) = [line for line in narrow if line.startswith(beginning)]
    return line


def test_every_part_is_there(make_report: MakeReport) -> None:
    found = lines(make_report())
    assert found[0] == "board  default, Running, 2026-01-31 12:05:00 UTC"
    assert starting(found, "All tracks by plays") == f"All tracks by plays {'─' * 60}"
    assert starting(found, "1 One") == "1 One · Nova 1,200 ██████████ 66.7% 800 ios"
    assert starting(found, "2 Two") == "2 Two · Nova 300 ██▌ 100.0% 800 ios"
    assert starting(found, "Listeners").endswith("by HyperLogLog: 1.3% standard error.")
    assert starting(found, "plays counted") == "plays counted 1,500 phase Running"
    assert starting(found, "to the end 7") == "to the end 73.3% batches 7"
    assert starting(found, "plays a second") == "plays a second 20 events a second 123"
    assert starting(found, "dead letters") == "dead letters 3 attempt 2, restarts 1"
    assert starting(found, "newest play").endswith(" late events 4")
    assert starting(found, "2026-01-31 12:01:00").startswith(
        "2026-01-31 12:01:00 + 1m, not full 300 5.00 ██▌"
    )
    assert starting(found, "2026-01-31 12:00:00 + 1m ").endswith(" 1,200 20 ██████████")
    assert starting(found, "Deep dive: #1 One by Nova ─")
    assert starting(found, "ios ") == "ios 900 75.0% ██████ 12:00 1,200 100.0% ██████"
    assert starting(found, "not to the end") == "not to the end 400 33.3% ███"
    assert starting(found, "NO ") == "NO 1,200 100.0% ██████"


def test_nothing_counted_yet(empty: LeaderboardReport) -> None:
    found = lines(empty)
    assert "No play is counted yet." in found
    assert starting(found, "plays counted") == "plays counted 0 phase Starting"
    assert starting(found, "to the end") == "to the end - batches 0"
    assert starting(found, "plays a second") == "plays a second - events a second 0.00"
    assert [line for line in found if "Deep dive" in line or "windows ─" in line] == []


def test_one_track(make_report: MakeReport, make_track: MakeTrack) -> None:
    found = lines(make_report(board=[make_track(streams=1)]))
    assert starting(found, "The 1 most played of 2 tracks")
    assert starting(found, "1 One") == "1 One · Nova 1 ██████████ 66.7% 800 ios"


def test_a_very_long_title_is_cut(make_report: MakeReport, make_track: MakeTrack) -> None:
    track = make_track(title="夜" * 512, artist="x" * 512, top_platform="smart-speaker-of-a-kind")
    report = make_report(board=[track])
    dive = report.deep_dive
    assert dive is not None
    report = report.model_copy(update={"deep_dive": dive.model_copy(update={"track": track})})
    for width in (80, 100):
        found = lines(report, width)
        assert max(map(cell_len, found)) <= width
        (row,) = [line for line in found if line.startswith("1 夜")]
        assert "…" in row
        assert " 1,200 ██████████  66.7%       800 smart-spe…" in row


def test_data_is_no_markup_and_does_not_steer_the_terminal(
    make_report: MakeReport, make_track: MakeTrack
) -> None:
    found = lines(make_report(board=[make_track(title="[red]a\x1b[2J\nb", top_platform="[b]")]))
    row = starting(found, "1 [red]a [2J b ")
    assert row.endswith(" [b]")


def test_of_many_regions_the_smallest_are_summed_up(make_report: MakeReport) -> None:
    dive = make_report().deep_dive
    assert isinstance(dive, DeepDive)
    regions = [Share(value=f"r{n}", streams=100, share=1 / 12) for n in range(12)]
    hours = [Share(value=f"{n:02}", streams=50, share=1 / 24) for n in range(24)]
    dive = dive.model_copy(update={"regions": regions, "hours": hours})
    found = lines(make_report(deep_dive=dive))
    assert starting(found, "2 others").startswith("2 others 200 16.7%")
    assert [line for line in found if "23:00" in line]
