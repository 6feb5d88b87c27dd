"""top-songs-backfill: hours of top-songs counted anew from its lake."""

from tune_contract.pipelines.backfill import BackfillParameters
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.pipelines.lake import PLAYS
from tune_contract.pipelines.top_songs import TOP_SONGS


class TopSongsBackfillParameters(BackfillParameters):
    """The parameters of top-songs-backfill."""


TOP_SONGS_BACKFILL = Pipeline(
    name="top-songs-backfill",
    summary="Counts hours or days of top-songs anew from its lake, plays that came too late too.",
    inputs={},
    parameters=TopSongsBackfillParameters,
    tables=TOP_SONGS.shown(),
    batch=True,
    lake=PLAYS,
    recomputes=TOP_SONGS.name,
)
