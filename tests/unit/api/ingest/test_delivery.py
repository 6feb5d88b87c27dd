import asyncio
import threading

from confluent_kafka import KafkaError

from tune_api.ingest.delivery import Delivery

ERROR = KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED)


class Message:
    def __init__(self, value: bytes) -> None:
        self._value = value

    def value(self) -> bytes:
        return self._value


def delivered(refused_at_once=(), reports=(), *, reports_first=False) -> Delivery:
    """A delivery of a, b, c; the reports come from another thread."""

    async def run() -> Delivery:
        delivery = Delivery(["a", "b", "c"], [b"A", b"B", b"C"])

        def report() -> None:
            for value, error in reports:
                delivery.report(error, Message(value))

        thread = threading.Thread(target=report)
        if reports_first:
            thread.start()
            thread.join()
        delivery.handed_over(refused_at_once)
        if not reports_first:
            assert delivery.done.done() == (not reports)
            thread.start()
            thread.join()
        await asyncio.wait_for(delivery.done, 5)
        return delivery

    return asyncio.run(run())


def test_it_is_done_with_the_last_report():
    reports = [(b"A", None), (b"B", None), (b"C", None)]
    assert delivered(reports=reports).failures == {}
    assert delivered(reports=reports, reports_first=True).failures == {}


def test_what_failed_is_named_by_its_event():
    found = delivered(reports=[(b"A", None), (b"C", ERROR), (b"B", None)])
    assert found.failures == {"c": ERROR}


def test_what_the_client_refuses_at_once_is_not_waited_for():
    assert delivered([(b"B", ERROR)], [(b"A", None), (b"C", None)]).failures == {"b": ERROR}
    everything = [(value, ERROR) for value in (b"A", b"B", b"C")]
    assert set(delivered(everything).failures) == {"a", "b", "c"}
