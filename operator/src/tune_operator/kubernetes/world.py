"""Wires what a pass works with."""

from collections.abc import Callable

from tune_contract.pipelines.registry import installed_pipelines
from tune_operator.kubernetes.apply.applier import Applier
from tune_operator.kubernetes.apply.driver import DriverHand
from tune_operator.kubernetes.apply.producer import ProducerHand
from tune_operator.kubernetes.cluster.api import Api
from tune_operator.kubernetes.events import Events
from tune_operator.kubernetes.index import Index
from tune_operator.kubernetes.kafka.looks import KafkaLooks
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.observe.claims import Claims
from tune_operator.kubernetes.observe.driver import DriverView
from tune_operator.kubernetes.observe.kafka import KafkaView
from tune_operator.kubernetes.observe.observer import Observer
from tune_operator.kubernetes.observe.producer import ProducerView
from tune_operator.kubernetes.observe.references import ReferenceView
from tune_operator.kubernetes.observe.reports import Reports
from tune_operator.kubernetes.observe.strimzi import Strimzi
from tune_operator.kubernetes.passes import World
from tune_operator.kubernetes.settings import Settings


def make_world(
    settings: Settings,
    api: Api,
    index: Index,
    due: Callable[[JobKey], None],
    events: Events,
) -> World:
    """Everything a pass needs.

    Args:
        settings: the operator's.
        api: the API server.
        index: what the watches see.
        due: has a job passed soon.
        events: tells what is done.
    """
    pipelines = installed_pipelines()
    reports, strimzi, looks = Reports(), Strimzi(api), KafkaLooks(due)
    observer = Observer(
        driver=DriverView(api, index, reports),
        producer=ProducerView(api, index, reports),
        kafka=KafkaView(api, strimzi, looks),
        references=ReferenceView(api),
        claims=Claims(pipelines),
    )
    return World(
        api=api,
        index=index,
        observer=observer,
        applier=Applier(
            api,
            settings,
            driver=DriverHand(api, reports),
            producer=ProducerHand(api),
            strimzi=strimzi,
            looks=looks,
        ),
        events=events,
        pipelines=pipelines,
        results_url=settings.results_url,
    )
