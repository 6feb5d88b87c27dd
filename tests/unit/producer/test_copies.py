import numpy as np

from tune_producer.copies import Copies
from tune_producer.disorder.plan import Fault
from tune_producer.recovery import Found


def found(*records: tuple[int, Fault]) -> Found:
    numbers = np.array([number for number, _ in records])
    faults = np.array([fault for _, fault in records])
    values = [b"%d" % number for number in numbers]
    return Found(values, numbers, faults, numbers, numbers)


def test_what_waits_for_its_copy():
    copies = Copies()
    copies.note(found((1, Fault.DUPLICATED), (2, Fault.NONE), (3, Fault.DUPLICATED)))
    copies.note(found((4, Fault.DUPLICATED), (1, Fault.DUPLICATED), (5, Fault.LATE)))
    assert copies.missing(0) == [b"3", b"4"]
    assert copies.missing(4) == [b"4"]
    assert copies.missing_before(4) == 1


def test_nothing_waits_when_nothing_is_to_come_twice():
    copies = Copies()
    copies.note(found((1, Fault.NONE), (2, Fault.OUT_OF_ORDER)))
    assert copies.missing(0) == []
