from tune_cli.backend.first_result import FirstResult, ServiceSeconds, first_result
from tune_contract.runtime.reports import DriverProgress, StartupTimes


def test_there_is_none_before_the_first_batch() -> None:
    assert first_result(None, 1.0, ServiceSeconds()) is None
    progress = DriverProgress(startup=StartupTimes(jvm=1, session=2, query=3))
    assert first_result(progress, 1.0, ServiceSeconds()) is None


def test_the_drivers_parts_add_up_to_the_total() -> None:
    times = StartupTimes(jvm=0.5, session=2.0, query=2.75, first_batch=5.0)
    found = first_result(DriverProgress(startup=times), 0.25, ServiceSeconds(kafka=3, postgres=1))
    assert found == FirstResult(
        total=5.25,
        kafka=3,
        postgres=1,
        driver_started=0.25,
        jvm=0.5,
        session=1.5,
        query=0.75,
        first_batch=2.25,
    )
