import numpy as np
import pytest

from tune_producer.scenarios.weights import CELLS, cells, zipf


def test_zipf_falls_with_the_rank():
    assert zipf(4, 1.0).tolist() == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4])


def test_each_choice_has_its_share():
    assert np.bincount(cells(np.array([1.0, 2.0, 5.0]))).tolist() == [
        CELLS // 8,
        CELLS // 4,
        CELLS * 5 // 8,
    ]


def test_no_choice_is_left_out():
    assert set(cells(zipf(1000, 1.0)).tolist()) == set(range(1000))
