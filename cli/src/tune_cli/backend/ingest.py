"""What the API of a run takes: events for the job's own topics."""

from tune_cli.backend.folders import JobFolder
from tune_contract.events.names import event_name
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.tunejob.kafka import KafkaSpec


def ingest_options(
    kafka: KafkaSpec, pipeline: Pipeline, bootstrap_servers: str, job: JobFolder
) -> tuple[str, ...]:
    """The API's options; none when it knows none of the pipeline's events."""
    known = {name: event_name(each.event) for name, each in pipeline.inputs.items()}
    topics = [
        f"{topic.name}={known[name]}" for name, topic in kafka.topics.items() if known.get(name)
    ]
    if not topics:
        return ()
    where = ("--kafka-bootstrap-servers", bootstrap_servers)
    return ("--ingest-topics", ",".join(topics), *where, "--ingest-mark", str(job.sent))
