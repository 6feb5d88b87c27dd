import pytest

from tune_operator.kubernetes.manifests.disruption_budget import disruption_budget
from tune_operator.kubernetes.manifests.executor_template import executor_template


@pytest.mark.parametrize("executors", [0, 1])
def test_one_may_always_be_moved(make_plan, executors):
    assert disruption_budget(make_plan(executor={"instances": executors})) is None


def test_of_more_one_at_a_time(make_plan):
    plan = make_plan(executor={"instances": 3})
    spec = disruption_budget(plan)["spec"]
    assert spec["minAvailable"] == 2
    labels = executor_template(plan)["metadata"]["labels"]
    assert spec["selector"]["matchLabels"].items() <= labels.items()
