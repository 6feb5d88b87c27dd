"""The views of top-songs: for each region and period its ten songs, and their ranks before.

A period's songs are found by the key of song_hours, so that a reader of the newest periods reads
little of the table, however long it has grown.
"""

_RANKED = "row_number() OVER (ORDER BY streams DESC, track_id)"


def _top(periods: str, length: str, songs: str, songs_before: str) -> str:
    """The select of a view.

    Args:
        periods: a query for window_start and region.
        length: of a period, as an interval.
        songs: a query for track_id, title, artist, streams in the period `now`.
        songs_before: one for track_id, streams in the period before that.
    """
    return f"""
        SELECT now.window_start, now.window_start + {length} AS window_end, now.region, top.rank,
               top.track_id, top.title, top.artist, top.streams, before.rank AS previous_rank,
               before.rank - top.rank AS rank_change
        FROM ({periods}) AS now
        CROSS JOIN LATERAL (
            SELECT {_RANKED} AS rank, songs.* FROM ({songs}) AS songs
            ORDER BY streams DESC, track_id LIMIT 10
        ) AS top
        LEFT JOIN LATERAL (
            SELECT {_RANKED} AS rank, track_id FROM ({songs_before}) AS songs
        ) AS before ON before.track_id = top.track_id
    """  # noqa: S608 - of constants


HOURLY = _top(
    "SELECT DISTINCT window_start, region FROM song_hours",
    "interval '1 hour'",
    """
    SELECT track_id, title, artist, streams FROM song_hours
    WHERE window_start = now.window_start AND region = now.region
    """,
    """
    SELECT track_id, streams FROM song_hours
    WHERE window_start = now.window_start - interval '1 hour' AND region = now.region
    """,
)
DAILY = _top(
    """
    SELECT DISTINCT date_trunc('day', window_start, 'UTC') AS window_start, region FROM song_hours
    """,
    "interval '1 day'",
    """
    SELECT track_id, (array_agg(title ORDER BY window_start DESC))[1] AS title,
           (array_agg(artist ORDER BY window_start DESC))[1] AS artist,
           sum(streams)::bigint AS streams
    FROM song_hours
    WHERE window_start >= now.window_start AND window_start < now.window_start + interval '1 day'
          AND region = now.region
    GROUP BY track_id
    """,
    """
    SELECT track_id, sum(streams)::bigint AS streams FROM song_hours
    WHERE window_start >= now.window_start - interval '1 day'
          AND window_start < now.window_start AND region = now.region
    GROUP BY track_id
    """,
)
