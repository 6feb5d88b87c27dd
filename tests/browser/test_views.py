"""Each table is drawn as its declaration asks, and every number is the database's."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from .database import FIRST
from .prepared import plays, put_leaderboard, put_top_songs, running

pytestmark = pytest.mark.browser

BOARD = "/jobs/default/leaderboard"


@pytest.fixture
def board(results, write_job):
    put_leaderboard(results, minutes=5)
    write_job("leaderboard", "leaderboard", **running())
    return results


@pytest.fixture
def songs(results, write_job):
    put_top_songs(results)
    write_job("top-songs", "top-songs", **running())
    return results


def places(page: Page) -> list[tuple[int, str, int]]:
    """(place, title, streams) as they stand there."""
    expect(page.locator("[data-table]")).to_have_attribute("data-state", "live", timeout=60_000)
    found = page.eval_on_selector_all(
        ".ranking tbody tr",
        "lines => lines.map(line => [line.dataset.place, line.querySelector('th > :first-child')"
        ".textContent, line.querySelector('[data-column=streams]').dataset.value])",
    )
    return [(int(place), title, int(streams)) for place, title, streams in found]


def changes(page: Page) -> list[str]:
    return page.eval_on_selector_all(
        ".ranking .change", "cells => cells.map(each => each.dataset.change ?? each.className)"
    )[1:]


def ranked(database, table: str, where: str = "true") -> list[tuple[int, str, int]]:
    query = f"SELECT rank, title, streams FROM {table} WHERE {where} ORDER BY rank"
    return database.read(query)


def test_a_leaderboard_with_completion_and_top_platform(board, open_page):
    page = open_page(BOARD)
    assert places(page) == ranked(board, "leaderboard.leaderboard")
    [(rate, platform)] = board.read(
        "SELECT completion_rate, top_platform FROM leaderboard.leaderboard WHERE rank = 1"
    )
    first = page.locator("[data-place='1']")
    shown = first.locator("[data-column=completion_rate]")
    assert float(shown.get_attribute("data-value")) == rate
    expect(shown).to_have_text(f"{round(rate * 100, 1):g}%")
    expect(first.locator("[data-column=top_platform]")).to_have_text(platform)


def test_who_wins_places_is_seen(board, open_page):
    page = open_page(BOARD)
    before = places(page)
    assert set(changes(page)) == {"change same"}
    board.read("SELECT 1")
    last = before[-1][1]
    [row] = board.read(f"SELECT * FROM leaderboard.tracks WHERE title = '{last}'")
    board.write("leaderboard", "tracks", [(*row[:3], 10_000, *row[4:])])
    first = page.locator("[data-place='1']")
    expect(first).to_contain_text(last, timeout=5_000)
    expect(first.locator(".change")).to_have_text("▲ 1414 places up")
    assert places(page) == ranked(board, "leaderboard.leaderboard")
    assert changes(page) == ["14"] + ["-1"] * 14


def test_a_window_is_compared_with_the_one_before(board, open_page):
    page = open_page(f"{BOARD}?table=leaderboard_windows", timezone_id="UTC")
    table = "leaderboard.leaderboard_windows"
    newest = FIRST + timedelta(minutes=4)
    assert places(page) == ranked(board, table, f"window_start = '{newest.isoformat()}'")
    was = {
        title: rank
        for rank, title, _ in ranked(
            board, table, f"window_start = '{(newest - timedelta(minutes=1)).isoformat()}'"
        )
    }
    wanted = [was[title] - rank for rank, title, _ in places(page)]
    assert [int(each) if each.lstrip("-").isdigit() else 0 for each in changes(page)] == wanted
    page.get_by_role("button", name="Earlier").click()
    expect(page.locator(".period")).to_have_text("31 Jan, 12:03 \N{EN DASH} 12:04")
    earlier = (newest - timedelta(minutes=1)).isoformat()
    assert places(page) == ranked(board, table, f"window_start = '{earlier}'")


@pytest.mark.parametrize("table", ["top_songs_hourly", "top_songs_daily"])
def test_ten_songs_of_a_region(songs, open_page, table):
    page = open_page(f"/jobs/default/top-songs?table={table}")
    view = f"top_songs.{table}"
    [(newest,)] = songs.read(f"SELECT max(window_start) FROM {view}")
    where = f"window_start = '{newest.isoformat()}' AND region = "
    assert places(page) == ranked(songs, view, f"{where} 'US'")
    page.locator("[data-pick=region]").select_option("NO")
    expect(page.locator("[data-place='1'] [data-column=streams]")).to_have_attribute(
        "data-value", str(ranked(songs, view, f"{where} 'NO'")[0][2])
    )
    assert places(page) == ranked(songs, view, f"{where} 'NO'")
    query = f"SELECT rank_change FROM {view} WHERE {where} 'NO' ORDER BY rank"
    kinds = {None: "change new", 0: "change same"}
    assert changes(page) == [kinds.get(each, str(each)) for (each,) in songs.read(query)]
    options = page.locator("[data-pick=region] option").all_inner_texts()
    assert options == ["BR", "DE", "JP", "NO", "US"]


def test_a_track_in_depth(board, open_page):
    page = open_page(BOARD)
    page.get_by_role("button", name="Blue Hour").click()
    dialog = page.locator("dialog")
    expect(dialog.locator("h2")).to_have_text("Blue Hour")
    [(streams, completed)] = board.read(
        "SELECT streams, completed FROM leaderboard.tracks WHERE track_id = 'trk-0000'"
    )
    expect(dialog.locator("[data-fact=streams] dd")).to_have_text(f"{streams:,}")
    expect(dialog.locator("[data-fact=completed] dd")).to_have_text(f"{completed:,}")
    windows = dialog.locator("[data-part=track_windows] td[data-column=streams][data-value]")
    expect(windows).to_have_count(5, timeout=10_000)
    found = [int(each.get_attribute("data-value")) for each in windows.all()]
    assert found == [
        count
        for (count,) in board.read(
            "SELECT streams FROM leaderboard.track_windows WHERE track_id = 'trk-0000'"
            " ORDER BY window_start DESC"
        )
    ]
    assert cells(page, "dialog [data-part=track_breakdown]") == breakdown(
        board, "WHERE track_id = 'trk-0000'"
    )
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Blue Hour")).to_be_focused()


def cells(page: Page, inside: str) -> dict[tuple[str, str], int]:
    page.locator(f"{inside} [data-x]").first.wait_for(timeout=60_000)
    found = page.eval_on_selector_all(
        f"{inside} [data-x]",
        "all => all.map(each => [each.dataset.series, each.dataset.x, each.dataset.value])",
    )
    return {(series, x): int(value) for series, x, value in found}


def breakdown(database, where: str = "") -> dict[tuple[str, str], int]:
    found = database.read(
        "SELECT dimension, value, sum(streams)::bigint FROM leaderboard.track_breakdown"
        f" {where} GROUP BY 1, 2"
    )
    return {(dimension, value): streams for dimension, value, streams in found}


def test_a_heat_map_has_the_sums_of_the_table(board, open_page):
    page = open_page(f"{BOARD}?table=track_breakdown")
    assert cells(page, ".heat") == breakdown(board)


def test_bars_biggest_first(board, open_page):
    page = open_page(f"{BOARD}?table=tracks")
    expect(page.locator(".bars li")).to_have_count(15)
    found = page.eval_on_selector_all(
        ".bars li", "bars => bars.map(each => [each.dataset.bar, each.dataset.value])"
    )
    wanted = board.read("SELECT title, streams FROM leaderboard.tracks ORDER BY streams DESC")
    assert [(name, int(value)) for name, value in found] == wanted


def test_the_smallest_series_are_one(board, open_page):
    page = open_page(f"{BOARD}?table=track_windows")
    total = page.locator("td[data-total-track_id='All others']")
    [(rest,)] = board.read(
        "SELECT sum(streams)::bigint FROM (SELECT sum(streams) AS streams"
        " FROM leaderboard.track_windows GROUP BY track_id ORDER BY 1 LIMIT 4) AS smallest"
    )
    expect(total).to_have_attribute("data-value", str(rest))
    expect(page.locator(".matrix thead tr").first.locator("th")).to_have_count(14)


def test_numbers_without_series(board, open_page):
    page = open_page(f"{BOARD}?table=throughput")
    cells = page.locator("td[data-column=streams][data-value]")
    expect(cells).to_have_count(5, timeout=10_000)
    query = "SELECT streams FROM leaderboard.throughput ORDER BY window_start DESC"
    found = [int(each.get_attribute("data-value")) for each in cells.all()]
    assert found == [streams for (streams,) in board.read(query)]


def test_rows_in_any_order(results, write_job, open_page):
    dead = [
        (
            "music-plays",
            0,
            offset,
            FIRST + timedelta(seconds=offset),
            f"reason {offset % 7}",
            9,
            b"{}",
        )
        for offset in range(120)
    ]
    results.write("genre-counts", "dead_letters", dead)
    write_job("genre-counts", **running())
    page = open_page("/jobs/default/genre-counts?table=dead_letters")
    offsets = page.locator(".rows td[data-column=offset]")
    expect(offsets.first).to_have_text("119")
    expect(offsets).to_have_count(50)
    page.get_by_role("button", name="Show more").click()
    expect(offsets).to_have_count(100)
    page.get_by_role("button", name="Offset").click()
    expect(offsets.first).to_have_text("119")
    page.get_by_role("button", name="Offset").click()
    expect(offsets.first).to_have_text("0")
    expect(page.get_by_role("tab", name="Dead letters")).to_contain_text("3")


def test_what_is_shown_can_be_saved(songs, open_page):
    page = open_page("/jobs/default/top-songs")
    expect(page.locator(".exports a")).to_have_count(3, timeout=60_000)
    places(page)
    assert page.locator(".exports a").first.get_attribute("href") == (
        "/api/v1/jobs/default/top-songs/tables/top_songs_hourly/export"
        "?region=US&window_start=2026-02-01T05%3A00%3A00Z&format=csv"
    )


def test_one_old_window_leaves_the_others_their_width(results, write_job, open_page):
    results.put(*plays(20), (-43_200, "rock", 4))
    write_job("genre-counts", **running())
    page = open_page("/jobs/default/genre-counts", timezone_id="UTC")
    expect(page.locator(".chart")).to_have_attribute("data-windows", "20")
    expect(page.locator("time[datetime='2026-01-31T12:19:00Z']")).to_have_text("12:19")
    expect(page.locator("time[datetime='2026-01-01T12:00:00Z']")).to_have_text("1 Jan, 12:00")


def test_longer_ranges_where_the_api_sums_them(results, write_job, front, open_page):
    results.put((0, "rock", 5), (0, "pop", 2), (1, "rock", 7))
    write_job("genre-counts", **running())
    front.answers["/api/v1/jobs/default/genre-counts/tables/genre_counts/series"] = {
        "step": 3600,
        "times": ["2026-01-31T11:00:00Z", "2026-01-31T12:00:00Z"],
        "series": [
            {"value": "rock", "points": [1000, 12]},
            {"value": "other", "points": [None, 2]},
        ],
    }
    page = open_page("/jobs/default/genre-counts", timezone_id="UTC")
    page.get_by_label("Range").select_option("24 hours")
    expect(page.locator("td[data-total-genre='rock']")).to_have_text("1,012")
    expect(page.locator("td[data-total-genre='All others']")).to_have_text("2")
    shown = page.locator("td[data-genre=rock][data-window='2026-01-31T11:00:00Z']")
    expect(shown).to_have_text("1,000")
