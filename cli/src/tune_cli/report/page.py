"""The report as one HTML file: no network, no script, light or dark as its reader's system is."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from xml.etree.ElementTree import Element

from tune_cli.report import facts
from tune_cli.report.markup import Child, document, element
from tune_cli.report.snapshot import DeepDive, LeaderboardReport, RankedTrack, WindowRate

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Whatever a title may hold: the browser loads nothing and runs nothing."""


def page(report: LeaderboardReport) -> str:
    """The file."""
    main = element("main", _header(report), _facts(facts.counted(report)), _board(report))
    main.append(_panel("pipeline", "The pipeline", _facts(facts.stream(report))))
    if report.windows:
        main.append(_windows(report.windows))
    if report.deep_dive:
        main.append(_deep_dive(report.deep_dive))
    main.append(element("footer", element("p", facts.listeners_note(report))))
    return document(element("html", _head(report), element("body", main), lang="en"))


def _head(report: LeaderboardReport) -> Element:
    style = files("tune_cli.report").joinpath("page.css").read_text()
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{report.job}: report of {facts.moment(report.time)} UTC"),
        element("style", style),
    )


def _header(report: LeaderboardReport) -> Element:
    time = element("time", f"{facts.moment(report.time)} UTC", datetime=report.time.isoformat())
    phase = report.stream.phase
    return element(
        "header",
        element("h1", report.job),
        element("p", phase.value, class_="phase", data_phase=phase.value),
        element("p", f"{phase.sentence} Namespace {report.namespace}, as of ", time),
    )


def _panel(name: str, title: str, *content: Element) -> Element:
    heading = element("h2", title, id=name)
    return element("section", heading, *content, class_="panel", aria_labelledby=name)


def _facts(pairs: Iterable[facts.Fact]) -> Element:
    made = (element("div", element("dt", it.name), element("dd", it.value)) for it in pairs)
    return element("dl", *made, class_="facts")


def _board(report: LeaderboardReport) -> Element:
    title = facts.board_title(report)
    if not report.board:
        return _panel("board", title, element("p", facts.NO_PLAYS))
    most = max(track.streams for track in report.board)
    columns = ("#", "Track", "Plays", "To the end", "Listeners", "Top platform")
    rows = [_ranked(track, most) for track in report.board]
    return _panel("board", title, _table(title, columns, rows, words={1, 5}))


def _ranked(track: RankedTrack, most: int) -> Element:
    return element(
        "tr",
        element("td", str(track.rank), class_="rank"),
        element(
            "th",
            element("bdi", facts.shown(track.title)),
            element("span", element("bdi", facts.artist(track)), class_="artist"),
            scope="row",
        ),
        _measure(facts.number(track.streams), track.streams / most),
        element("td", facts.percent(track.completion_rate)),
        element("td", facts.number(track.listeners)),
        element("td", element("bdi", facts.shown(track.top_platform)), class_="words"),
    )


def _deep_dive(dive: DeepDive) -> Element:
    groups = (_group(group) for group in facts.groups(dive))
    return _panel("dive", facts.dive_title(dive), element("div", *groups, class_="groups"))


def _group(group: facts.Group) -> Element:
    most = max((part.share for part in group.parts), default=1)
    rows = [
        element(
            "tr",
            element("th", element("bdi", part.value), scope="row"),
            _measure(facts.number(part.streams), part.share / most),
            element("td", facts.percent(part.share)),
        )
        for part in group.parts
    ]
    return element("div", _table(group.name, (group.name, "Plays", "Share"), rows, words={0}))


def _windows(windows: Sequence[WindowRate]) -> Element:
    most = max(window.per_second for window in windows)
    rows = [
        element(
            "tr",
            element("th", facts.window_name(window), scope="row"),
            element("td", facts.number(window.streams)),
            _measure(facts.rate(window.per_second), window.per_second / most),
        )
        for window in windows
    ]
    title = "Plays in the newest windows"
    table = _table(title, ("Window, UTC", "Plays", "A second"), rows, words={0})
    return _panel("windows", title, table)


def _table(title: str, columns: Sequence[str], rows: Sequence[Element], words: set[int]) -> Element:
    """A table that scrolls by itself where the screen is narrow; `words` are not right-aligned."""
    head = element("tr")
    for index, column in enumerate(columns):
        kind = {"class_": "words"} if index in words else {}
        head.append(element("th", column, scope="col", **kind))
    table = element("table", element("thead", head), element("tbody", *rows), aria_label=title)
    return element("div", table, class_="scroll", role="region", aria_label=title, tabindex="0")


def _measure(said: Child, share: float) -> Element:
    bar = element("span", class_="bar", style=f"width: {share:.2%}", aria_hidden="true")
    track = element("span", bar, class_="track", aria_hidden="true")
    return element("td", element("div", track, element("span", said), class_="measure"))
