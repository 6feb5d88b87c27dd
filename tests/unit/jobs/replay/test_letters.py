from tune_jobs.replay.letter import Letter, Place
from tune_jobs.replay.letters import _BYTES, _bounded


def letters(*sizes: int) -> list[Letter]:
    return [Letter(Place("plays", 0, at), size, 0, None) for at, size in enumerate(sizes)]


def test_a_chunk_fits_into_memory():
    half = _BYTES // 2
    assert len(_bounded(letters(half, half, 1))) == 2
    assert len(_bounded(letters(1, 2, 3))) == 3


def test_a_letter_that_is_too_large_comes_alone():
    assert len(_bounded(letters(2 * _BYTES, 1))) == 1
