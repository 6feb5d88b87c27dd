"""The built-in generator as a provider: words from a list, the same for the same seed, no network.

It cannot follow a theme.
"""

import numpy as np

from tune_contract.invention.document import BUILT_IN, Origin
from tune_contract.invention.invention import InventedPersona, InventedTrack, Invention
from tune_contract.invention.request import InventionRequest
from tune_contract.scenarios.audience import PLATFORMS
from tune_producer.scenarios.catalogue import GENRES, Track, make_catalogue
from tune_producer.scenarios.steady import REGIONS
from tune_producer.scenarios.weights import zipf

_TRACKS_OF_AN_ARTIST = 3
_NAMES = ("Commuter", "Student", "Night owl", "Runner", "Office worker", "Parent", "Collector",
          "Party host", "Gamer", "Driver", "Early riser", "Traveller", "Shop floor", "Baker",
          "Festival goer", "Teacher", "Film lover", "Drummer", "Gardener", "Skater")  # fmt: skip
_EXPONENT = 0.8  # how much more often the first is played than the others


class BuiltIn:
    """The provider."""

    def origin(self, _request: InventionRequest) -> Origin:
        """See Provider."""
        return Origin(by=BUILT_IN)

    def invent(self, request: InventionRequest) -> Invention:
        """See Provider."""
        artists = max(len(GENRES), request.tracks // _TRACKS_OF_AN_ARTIST)
        catalogue = make_catalogue(request.seed, request.tracks, artists)
        shares = _shares(len(catalogue))
        tracks = [_track(track, share) for track, share in zip(catalogue, shares, strict=True)]
        return Invention(tracks=tracks, personas=_personas(request))


def _track(track: Track, popularity: float) -> InventedTrack:
    return InventedTrack(
        track_id=track.track_id,
        title=track.title,
        artist=track.artist,
        genre=track.genre,
        seconds=track.duration_ms // 1_000,
        popularity=popularity,
    )


def _personas(request: InventionRequest) -> list[InventedPersona]:
    draw = np.random.Generator(np.random.Philox(key=request.seed))
    weights = np.array(list(PLATFORMS.values()))
    platforms = draw.choice(list(PLATFORMS), size=request.personas, p=weights / weights.sum())
    regions = draw.choice(list(REGIONS), size=request.personas)
    completed = draw.integers(40, 96, size=request.personas) / 100
    return [
        InventedPersona(
            name=_NAMES[number],
            weight=share,
            region=str(regions[number]),
            platform=str(platforms[number]),
            completed=float(completed[number]),
        )
        for number, share in enumerate(_shares(request.personas))
    ]


def _shares(count: int) -> list[float]:
    """Falling weights, of two digits, for people will read them."""
    shares: list[float] = np.round(100 * zipf(count, _EXPONENT), 2).tolist()
    return shares
