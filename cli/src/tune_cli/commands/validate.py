"""tune validate: is this file right?"""

import json
from collections.abc import Iterator

import typer

from tune_cli.commands import options
from tune_cli.document import read_tunejob
from tune_contract.tunejob.producer import ProducerSpec


def validate(file: options.FileArgument) -> None:
    """Check a TuneJob file and start nothing; lists every problem at once."""
    job = read_tunejob(file)
    typer.echo(f"{file}: ok, TuneJob {job.metadata.name} runs {job.spec.pipeline}")
    for line in _lines(job.spec.producer) if job.spec.producer else ():
        typer.echo(f"  {line}")


def _lines(producer: ProducerSpec) -> Iterator[str]:
    """What the producer will make."""
    events = f"{producer.events():,} events" if producer.bounded() else "without end"
    rate = f"{producer.rate:,g} events/s" if producer.rate else "as fast as Kafka takes them"
    yield f"producer: {producer.scenario}, {events}, {rate}"
    if producer.parameters:
        yield f"parameters: {json.dumps(producer.parameters, ensure_ascii=False)}"
    if producer.disorder.asked():
        shares = producer.disorder.model_dump(mode="json", exclude_defaults=True)
        yield f"disorder: {', '.join(f'{name} {share}' for name, share in shares.items())}"
