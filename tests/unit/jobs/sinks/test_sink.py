from dataclasses import replace

import pytest


@pytest.mark.parametrize(
    ("parts", "done"),
    [([], []), (["a"], ["look", "a"]), (["a", "b", "c"], ["a", "b", "look", "c"])],
)
def test_the_look_comes_before_the_last_commit(make_batch, parts, done):
    noted = []
    batch = replace(make_batch(0), about_to_commit=lambda: noted.append("look"))
    noted.extend(batch.commits(parts))
    assert noted == done


def test_without_a_test_there_is_nothing_to_look_for(make_batch):
    assert list(make_batch(0).commits(["a", "b"])) == ["a", "b"]
