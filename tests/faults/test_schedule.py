"""A run can be had again: all that is drawn is drawn from its seed."""

from tune_contract.tunejob.sinks import SinkKind

from .failures import deaths_of
from .schedule import draw_of, make_plan, shuffled

KINDS = [SinkKind.POSTGRES, SinkKind.CSV]


def test_a_seed_is_a_plan():
    assert make_plan(draw_of(1, "random-kill")) == make_plan(draw_of(1, "random-kill"))
    assert make_plan(draw_of(1, "random-kill")) != make_plan(draw_of(2, "random-kill"))


def test_about_a_quarter_of_the_runs_is_struck_twice():
    plans = [make_plan(draw_of(seed, "java-kill")) for seed in range(1_000)]
    assert 200 < sum(plan.twice for plan in plans) < 300


def test_every_failure_comes_once_whatever_the_order():
    failures = deaths_of(KINDS)
    assert [(each.name, each.sink) for each in failures] == [
        ("before-parse", None),
        ("after-parse", None),
        ("before-sink-commit", SinkKind.POSTGRES),
        ("before-sink-commit", SinkKind.CSV),
        ("after-sink-commit", SinkKind.POSTGRES),
        ("after-sink-commit", SinkKind.CSV),
        ("before-commit-log", None),
        ("random-kill", None),
        ("java-kill", None),
    ]
    mixed = shuffled(failures, draw_of(1, "order"))
    assert mixed != failures
    assert sorted(map(failures.index, mixed)) == list(range(len(failures)))
