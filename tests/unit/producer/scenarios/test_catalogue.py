from tune_producer.scenarios.catalogue import ARTISTS, GENRES, TRACKS, make_catalogue


def test_same_seed_same_catalogue():
    assert make_catalogue(7) == make_catalogue(7)
    assert make_catalogue(7) != make_catalogue(8)


def test_ids_and_titles_are_unique():
    catalogue = make_catalogue(7)
    assert len(catalogue) == TRACKS
    assert len({track.track_id for track in catalogue}) == TRACKS
    assert len({track.title for track in catalogue}) == TRACKS


def test_artists_keep_to_one_genre():
    pairs = {(track.artist, track.genre) for track in make_catalogue(7)}
    assert len(pairs) == len({artist for artist, _ in pairs}) <= ARTISTS


def test_every_genre_is_there():
    assert {track.genre for track in make_catalogue(7)} == set(range(len(GENRES)))


def test_lengths_are_a_songs():
    assert all(120_000 <= track.duration_ms < 330_000 for track in make_catalogue(7))
