"""The names of the objects made for a job, and where things are in its pods."""

from enum import StrEnum

from tune_contract.tunejob.job import API_GROUP

GROUP = API_GROUP
FINALIZER = f"{GROUP}/finalizer"
"""What keeps a TuneJob until all that it owns is taken down."""
FINGERPRINT = f"{GROUP}/fingerprint"
"""The annotation of a producer: what it was started from."""
CLUSTER_LABEL = "strimzi.io/cluster"

HTTP_PORT = 8080
DRIVER_PORT = 7078
BLOCK_PORT = 7079

USER = 10001
"""The user of the images."""

CONFIG_FOLDER = "/etc/tunejob/config"
KAFKA_CA_FOLDER = "/etc/tunejob/kafka-ca"
KAFKA_USER_FOLDER = "/etc/tunejob/kafka-user"
SINKS_FOLDER = "/etc/tunejob/sinks"
CHECKPOINT_FOLDER = "/var/lib/tunejob/checkpoint"
SCRATCH_FOLDER = "/var/lib/tunejob/scratch"
LEDGER_FOLDER = "/var/lib/tunejob/ledger"
JARS_FOLDER = "/opt/tunejob/jars"
TERMINATION_FILE = "/dev/termination-log"

JOB_FILE = "job.json"
EXECUTOR_FILE = "executor.yaml"
PRODUCER_FILE = "producer.json"

DRIVER_CONTAINER = "driver"
EXECUTOR_CONTAINER = "executor"
PRODUCER_CONTAINER = "producer"


class Component(StrEnum):
    """The parts of a job, as labels name them."""

    DRIVER = "driver"
    EXECUTOR = "executor"
    PRODUCER = "producer"
    CHECKPOINT = "checkpoint"
    KAFKA = "kafka"


def driver_group(job: str) -> str:
    """What all drivers of a job share: service, service account, role."""
    return f"{job}-driver"


def checkpoint_claim(job: str) -> str:
    """The claim that holds the checkpoints."""
    return f"{job}-checkpoint"


def kafka_user(job: str) -> str:
    """The KafkaUser, and the secret that Strimzi makes for it."""
    return f"{job}-kafka"


def disruption_budget(job: str) -> str:
    """The budget that keeps executors."""
    return f"{job}-executor"
