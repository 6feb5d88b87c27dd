from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tune_contract.errors import NotFound
from tune_contract.runtime.producer_config import ProducerConfig
from tune_operator.kubernetes.manifests.producer_config import (
    indexed,
    producer_config,
    producer_config_map,
    producer_of,
)

SPEC = {"scenario": "steady", "rate": 20, "total": 100, "seed": 5, "replicas": 4}
WAVES = {"scenario": "waves", "parameters": {"users": 5}, "disorder": {"late": 0.1}, "replicas": 2}


def test_the_map_holds_what_the_producer_reads(make_producer_plan):
    plan = make_producer_plan()
    rendered = producer_config_map(plan)
    assert rendered["metadata"]["name"] == "genres-producer"
    assert rendered["metadata"]["annotations"] == {"tunejob.io/fingerprint": "f00d"}
    assert ProducerConfig.model_validate_json(rendered["data"]["producer.json"]) == producer_config(
        plan
    )


def test_it_makes_what_the_spec_asks_for(make_producer_plan):
    config = producer_config(make_producer_plan(producer=SPEC))
    assert config.topic == "music-plays"
    assert (config.rate, config.total, config.seed, config.replicas) == (20, 100, 5, 4)
    assert config.replica is None


def test_it_makes_the_scenario_that_the_spec_asks_for(make_producer_plan):
    plan = make_producer_plan(producer=WAVES)
    config = producer_config(plan)
    assert (config.scenario, config.parameters) == ("waves", {"users": 5})
    assert config.disorder.late == 0.1
    assert config.total == 0  # the producer knows how many events its scenario has
    assert indexed(producer_of(plan.spec))  # and here it is known that they end


def test_it_tells_what_it_did(make_producer_plan):
    config = producer_config(make_producer_plan())
    assert config.ledger_file == "/var/lib/tunejob/ledger/ledger.json"
    assert config.print_ledger
    assert config.termination_file == "/dev/termination-log"
    assert (config.endpoint.host, config.endpoint.port) == ("0.0.0.0", 8080)


def test_another_pod_goes_on_with_the_run(make_producer_plan):
    plan = make_producer_plan()
    run = producer_config(plan).run
    assert len(run) == 10
    assert producer_config(plan).run == run
    assert producer_config(replace(plan, fingerprint="beef")).run != run
    elsewhere = plan.job.model_copy(
        update={"metadata": plan.job.metadata.model_copy(update={"uid": "uid-2"})}
    )
    assert producer_config(replace(plan, job=elsewhere)).run != run


def test_a_run_is_no_older_than_the_job(make_producer_plan):
    plan = make_producer_plan()
    assert producer_config(plan).run_since == datetime(2026, 1, 1, 11, 50, tzinfo=UTC)
    meta = plan.job.metadata.model_copy(update={"creation_timestamp": None})
    unborn = replace(plan, job=plan.job.model_copy(update={"metadata": meta}))
    assert producer_config(unborn).run_since is None


@pytest.mark.parametrize(
    ("spec", "has_run"),
    [({"replicas": 3, "total": 10}, True), ({"replicas": 3}, False), ({"replicas": 1}, True)],
)
def test_pods_that_are_all_alike_have_runs_of_their_own(make_producer_plan, spec, has_run):
    assert bool(producer_config(make_producer_plan(producer=spec)).run) is has_run


def test_no_producer(make_producer_plan):
    with pytest.raises(NotFound, match="has no producer"):
        producer_config(make_producer_plan(producer=None))
