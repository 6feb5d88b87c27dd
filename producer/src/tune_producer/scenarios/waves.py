"""`waves`: plays of one artist's tracks, in waves that rise and fall."""

from operator import add

import numpy as np
from numpy.typing import NDArray

from tune_contract.scenarios.waves import WavesParameters, WaveTrack
from tune_producer.event_id import EventIds
from tune_producer.scenarios import shapes
from tune_producer.scenarios.audience import make_audience
from tune_producer.scenarios.bits import Bits
from tune_producer.scenarios.catalogue import Track
from tune_producer.scenarios.heads import Heads
from tune_producer.scenarios.scenario import Batch
from tune_producer.scenarios.weights import cells, zipf
from tune_producer.share import Share


class Waves:
    """The scenario. What a wave changes is when its events come, not what they are.

    Args:
        parameters: the user's.
        ids: the run's.
        share: which of all events this producer makes.
    """

    def __init__(self, parameters: WavesParameters, ids: EventIds, share: Share) -> None:
        catalogue = [_track(track, parameters) for track in parameters.tracks]
        self.keys = tuple(track.track_id for track in catalogue)
        self.rhythm = shapes.Waves(parameters.waves, share)
        self._bits = Bits(ids)
        self._audience = make_audience(parameters, catalogue, ids.seed)
        self._heads = Heads(ids, self._audience.users)
        self._track_cells = cells(np.array([track.popularity for track in parameters.tracks]))
        self._user_cells = cells(zipf(parameters.users, 0.6))

    def events(self, first: int, timestamps: NDArray[np.int64]) -> Batch:
        """See Scenario."""
        bits = self._bits.of(first, len(timestamps))
        tracks = self._track_cells[bits & 0xFFFF]
        users = self._user_cells[(bits >> 32) & 0xFFFF]
        tails = self._audience.tails(tracks, users, (bits >> 16) & 0xFFFF)
        heads = self._heads.of(first, timestamps, users)
        return Batch(list(map(add, heads, tails)), tracks, timestamps)


def _track(track: WaveTrack, parameters: WavesParameters) -> Track:
    return Track(
        track_id=track.track_id,
        title=track.title,
        artist=track.artist or parameters.artist,
        genre=track.genre or parameters.genre,
        duration_ms=track.seconds * 1_000,
    )
