import numpy as np

from tune_producer.scenarios.rhythm import Even


def test_even_is_one_after_the_other():
    assert Even().at(np.array([0, 5, 10**12])).tolist() == [0.0, 5.0, 1e12]
