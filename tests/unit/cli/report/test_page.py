import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from tune_cli.report.page import page
from tune_cli.report.snapshot import LeaderboardReport, RankedTrack

MakeReport = Callable[..., LeaderboardReport]
MakeTrack = Callable[..., RankedTrack]
VOID = {"meta"}


class Reader(HTMLParser):
    """Reads a page as a browser does: its elements, and the text of each table row."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if "tr" in self.open:
            self.rows[-1].append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def read(report: LeaderboardReport) -> Reader:
    reader = Reader()
    reader.feed(page(report))
    reader.close()
    assert reader.open == []
    return reader


def test_every_part_is_there(make_report: MakeReport) -> None:
    found = read(make_report())
    assert found.rows[:3] == [
        ["#", "Track", "Plays", "To the end", "Listeners", "Top platform"],
        ["1", "One", "Nova", "1,200", "66.7%", "800", "ios"],
        ["2", "Two", "Nova", "300", "100.0%", "800", "ios"],
    ]
    assert ["2026-01-31 12:01:00 + 1m, not full", "300", "5.00"] in found.rows
    assert ["web", "300", "25.0%"] in found.rows
    assert ["not to the end", "400", "33.3%"] in found.rows
    assert ["12:00", "1,200", "100.0%"] in found.rows
    facts = dict(zip(found.text, found.text[1:], strict=False))
    assert facts["plays counted"] == "1,500"
    assert facts["plays a second"] == "20"
    assert facts["late events"] == "4"
    assert facts["attempt"] == "2, restarts 1"
    assert "Deep dive: #1 One by Nova" in found.text


def test_bars_are_as_long_as_the_numbers(make_report: MakeReport) -> None:
    widths = [each["style"] for each in read(make_report()).all("span") if each.get("style")]
    assert widths[:4] == ["width: 100.00%", "width: 25.00%", "width: 25.00%", "width: 100.00%"]


def test_it_needs_no_network_and_no_script(make_report: MakeReport) -> None:
    text, found = page(make_report()), read(make_report())
    assert {name for name, _ in found.elements} & {"script", "link", "img", "iframe", "a"} == set()
    assert re.findall(r"url\(|@import|https?:", text) == []
    (policy,) = [each for each in found.all("meta") if each.get("http-equiv")]
    assert (policy["content"] or "").startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "@media (prefers-color-scheme: dark)" in text


def test_tables_can_be_read_aloud(make_report: MakeReport) -> None:
    found = read(make_report())
    assert found.all("html") == [{"lang": "en"}]
    assert len(found.all("table")) == 6
    assert all(each["aria-label"] for each in found.all("table"))
    assert {each["scope"] for each in found.all("th")} == {"row", "col"}
    ids = {each["id"] for each in found.all("h2")}
    assert {each["aria-labelledby"] for each in found.all("section")} == ids
    bars = [each for each in found.all("span") if each.get("class") in {"bar", "track"}]
    assert {each["aria-hidden"] for each in bars} == {"true"}


@pytest.mark.parametrize("field", ["title", "artist", "top_platform"])
def test_data_is_text(make_report: MakeReport, make_track: MakeTrack, field: str) -> None:
    evil = "</style><script>alert('1')</script>&amp;\"\x1b"
    track = make_track(**{field: evil})
    dive = make_report().deep_dive
    assert dive is not None
    dive = dive.model_copy(update={"track": track})
    plain, changed = read(make_report()), read(make_report(board=[track, track], deep_dive=dive))
    assert evil.strip("\x1b") in changed.text
    assert [name for name, _ in changed.elements] == [name for name, _ in plain.elements]


def test_nothing_counted_yet(empty: LeaderboardReport) -> None:
    found = read(empty)
    assert found.all("table") == []
    assert "No play is counted yet." in found.text
    assert len(found.all("section")) == 2


def test_a_very_long_title_is_whole(make_report: MakeReport, make_track: MakeTrack) -> None:
    found = read(make_report(board=[make_track(title="x" * 512)]))
    assert found.rows[1][1] == "x" * 512
    assert "The 1 most played of 2 tracks" in found.text
