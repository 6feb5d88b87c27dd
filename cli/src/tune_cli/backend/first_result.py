"""How long the first result took, and what took it: the number a newcomer feels."""

from pydantic import BaseModel

from tune_contract.runtime.reports import DriverProgress


class FirstResult(BaseModel, frozen=True):
    """Seconds; the driver's parts add up to its share, services start beside it."""

    total: float
    """From the command's start to the first committed batch with rows."""
    kafka: float
    """Until Kafka answered; 0 when it already ran."""
    postgres: float
    """Until PostgreSQL answered; 0 when it already ran."""
    driver_started: float
    """Until the driver process was started."""
    jvm: float
    """From the driver's start until Java ran."""
    session: float
    """From there until Spark's session was there."""
    query: float
    """From there until the query ran."""
    first_batch: float
    """From there until the first batch with rows was committed."""


class ServiceSeconds(BaseModel, frozen=True):
    """How long the services took to start."""

    kafka: float = 0.0
    postgres: float = 0.0


def first_result(
    progress: DriverProgress | None, driver_started: float, services: ServiceSeconds
) -> FirstResult | None:
    """The times, once the first batch with rows is committed.

    Args:
        progress: what the driver reports.
        driver_started: seconds from the command's start to the driver's.
        services: how long Kafka and PostgreSQL took.
    """
    if progress is None or progress.startup.first_batch <= 0:
        return None
    times = progress.startup
    return FirstResult(
        total=driver_started + times.first_batch,
        kafka=services.kafka,
        postgres=services.postgres,
        driver_started=driver_started,
        jvm=times.jvm,
        session=times.session - times.jvm,
        query=times.query - times.session,
        first_batch=times.first_batch - times.query,
    )
