"""A music catalogue made from a seed: artists with a genre, tracks with a title and a length."""

from dataclasses import dataclass

import numpy as np

GENRES = {
    "pop": 24.0,
    "hip-hop": 18.0,
    "rock": 15.0,
    "electronic": 11.0,
    "r&b": 9.0,
    "indie": 7.0,
    "latin": 6.0,
    "metal": 4.0,
    "jazz": 3.0,
    "classical": 3.0,
}
"""Genre -> how much of the artists, in percent."""

_FIRST = ("Amber", "Blue", "Cold", "Distant", "Electric", "Fading", "Golden", "Hidden", "Ivory",
          "Jaded", "Kind", "Lonely", "Midnight", "Northern", "Open", "Paper", "Quiet", "Restless",
          "Silver", "Tender", "Velvet", "Wild", "Young", "Broken")  # fmt: skip
_SECOND = ("Avenue", "Birds", "Canyon", "Dreams", "Echo", "Fires", "Garden", "Harbour", "Island",
           "Junction", "Kites", "Lights", "Mirrors", "Nights", "Ocean", "Parade", "Rivers",
           "Satellites", "Tides", "Umbrella", "Voices", "Windows", "Years", "Café")  # fmt: skip


@dataclass(frozen=True)
class Track:
    """One track."""

    track_id: str
    title: str
    artist: str
    genre: str
    duration_ms: int


def make_catalogue(seed: int, tracks: int, artists: int) -> tuple[Track, ...]:
    """Tracks by artists, at least one for each genre; the same for the same seed."""
    draw = np.random.Generator(np.random.Philox(key=seed))
    names, shares = list(GENRES), np.array(list(GENRES.values()))
    genres = draw.choice(len(names), size=artists, p=shares / shares.sum())
    genres[: len(names)] = np.arange(len(names))  # so that no genre is left without an artist
    by = draw.integers(artists, size=tracks)
    durations = draw.integers(120_000, 330_000, size=tracks)
    return tuple(
        Track(
            track_id=f"t{number:04d}",
            title=_title(number),
            artist=_artist(artist),
            genre=names[genres[artist]],
            duration_ms=int(duration),
        )
        for number, (artist, duration) in enumerate(zip(by, durations, strict=True))
    )


def _title(number: int) -> str:
    """A title: 576 pairs of words, then the same with a number."""
    part, pair = divmod(number, len(_FIRST) * len(_SECOND))
    first, second = divmod(pair, len(_SECOND))
    return f"{_FIRST[first]} {_SECOND[second]}" + (f" {part + 1}" if part else "")


def _artist(number: int) -> str:
    """An artist's name: the words the other way round, so that it is no title."""
    first, second = divmod(number, len(_FIRST))
    return f"The {_SECOND[first]} of {_FIRST[second]}"
