from tune_producer.scenarios.catalogue import GENRES, Track, make_catalogue

TRACKS = 1_000
ARTISTS = 150


def catalogue_of(seed: int) -> tuple[Track, ...]:
    return make_catalogue(seed, TRACKS, ARTISTS)


def test_same_seed_same_catalogue():
    assert catalogue_of(7) == catalogue_of(7)
    assert catalogue_of(7) != catalogue_of(8)


def test_ids_and_titles_are_unique():
    catalogue = catalogue_of(7)
    assert len(catalogue) == TRACKS
    assert len({track.track_id for track in catalogue}) == TRACKS
    assert len({track.title for track in catalogue}) == TRACKS


def test_artists_keep_to_one_genre():
    pairs = {(track.artist, track.genre) for track in catalogue_of(7)}
    assert len(pairs) == len({artist for artist, _ in pairs}) <= ARTISTS


def test_every_genre_is_there():
    assert {track.genre for track in catalogue_of(7)} == set(GENRES)


def test_lengths_are_a_songs():
    assert all(120_000 <= track.duration_ms < 330_000 for track in catalogue_of(7))


def test_few_artists_still_have_every_genre():
    tracks = make_catalogue(7, 500, len(GENRES))
    assert {track.genre for track in tracks} == set(GENRES)
