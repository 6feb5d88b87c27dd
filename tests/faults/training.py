"""One driver that lives as all of them do, for Java to write down what it has loaded."""

from collections.abc import Mapping
from pathlib import Path

from kafka.admin import KafkaAdminClient, NewTopic

from tune_contract.tunejob.sinks import SinkKind

from .chain import Chain
from .job import Job
from .ledger import Plays
from .report import Report
from .sinks import SINKS, Places

TOPIC = "faults-training"
KINDS = (SinkKind.CSV, SinkKind.DELTA)  # of the others Java does nothing


def train(bootstrap_servers: str, environment: Mapping[str, str], folder: Path) -> None:
    """Run a driver to its end.

    Args:
        bootstrap_servers: of Kafka.
        environment: the driver's, with TUNE_AOT_OUTPUT.
        folder: an empty one.
    """
    places = Places(folder, "", "", "", bootstrap_servers, "")
    sinks = {kind: SINKS[kind](places) for kind in KINDS}
    admin = KafkaAdminClient(bootstrap_servers=bootstrap_servers)
    admin.create_topics([NewTopic(TOPIC, num_partitions=3, replication_factor=1)])
    job = Job(folder, bootstrap_servers, TOPIC, sinks, environment)
    chain = Chain(job, Plays(bootstrap_servers, TOPIC), Report())
    try:
        chain.begin()
        chain.end()
    finally:
        chain.close()
        admin.delete_topics([TOPIC])
        admin.close()
