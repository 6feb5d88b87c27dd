"""Kafka's own Java producer, in the driver's JVM: it is there, and so is all it needs.

A call from Python into the JVM costs a tenth of a millisecond and a record would take four, so
records go over in bulk: pickled, as Spark's rows do, and a list of them is sent by one function of
the JVM, put together from method handles.
"""

import pickle
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from pyspark.sql import SparkSession

from tune_jobs.spark.jvm import java_array, jvm

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject

Record = tuple[bytes, bytes]
"""Key and value."""

_SERIALIZER = "org.apache.kafka.common.serialization.ByteArraySerializer"
_CLIENTS = "org.apache.kafka.clients.producer"
_RECORD = tuple(
    f"java.lang.{name}" for name in ("String", "Integer", "Object", "Object", "Iterable")
)
_MOST_BYTES = 4 * 1024 * 1024  # under way at once: an eighth of the producer's buffer
_PICKLE = 4  # the newest protocol that the reader in Spark knows


class JavaProducer:
    """A producer for one topic. What it raises is Java's: `java_causes` has the reasons."""

    def __init__(self, spark: SparkSession, options: Mapping[str, str], topic: str) -> None:
        """Start it; it connects by itself.

        Args:
            spark: whose JVM it is made in.
            options: the client's, without serializers.
            topic: the topic that its records go to.
        """
        self._jvm, self._topic = jvm(spark), topic
        properties = self._jvm.java.util.Properties()
        for name, value in options.items():
            properties.setProperty(name, value)
        for part in ("key", "value"):
            properties.setProperty(f"{part}.serializer", _SERIALIZER)
        self._producer = self._jvm.org.apache.kafka.clients.producer.KafkaProducer(properties)
        self._headers = self._jvm.org.apache.kafka.common.header.internals.RecordHeaders()
        functions = _Functions(spark)
        self._send = functions.send(self._producer, topic, self._headers)
        self._check = functions.check()

    def send(self, records: Iterable[Record], headers: Mapping[str, str]) -> None:
        """Send records, each with these headers, and wait until all are acknowledged."""
        self._producer.partitionsFor(self._topic)  # else each record would wait for the topic
        for name, text in headers.items():
            self._headers.remove(name)
            self._headers.add(name, text.encode())
        for some in chunks(records, _MOST_BYTES):
            sent = self._jvm.net.razorvine.pickle.Unpickler().loads(pickle.dumps(some, _PICKLE))
            sent.replaceAll(self._send)
            self._producer.flush()
            sent.forEach(self._check)

    def close(self) -> None:
        """Close the connections; nothing is under way."""
        self._producer.close()


class _Functions:
    """What is done to each element of a list in the JVM."""

    def __init__(self, spark: SparkSession) -> None:
        self._spark, self._invoke = spark, jvm(spark).java.lang.invoke
        self._lookup = self._invoke.MethodHandles.publicLookup()

    def send(self, producer: "JavaObject", topic: str, headers: "JavaObject") -> "JavaObject":
        """Send a record, [key, value], and put the Future of its acknowledgement in its place.

        The record copies the headers as they are then.
        """
        make = self._lookup.findConstructor(
            self._class(f"{_CLIENTS}.ProducerRecord"),
            self._type(jvm(self._spark).java.lang.Void.TYPE, *_RECORD),
        )
        make = self._bound(self._bound(make, 4, headers), 0, topic, None)
        send = self._lookup.findVirtual(
            producer.getClass(),
            "send",
            self._type(self._class("java.util.concurrent.Future"), f"{_CLIENTS}.ProducerRecord"),
        )
        both = self._invoke.MethodHandles.filterReturnValue(make, send.bindTo(producer))
        array = java_array(self._spark, "java.lang.Object", ()).getClass()
        return self._as("java.util.function.UnaryOperator", both.asSpreader(array, 2))

    def check(self) -> "JavaObject":
        """Raise what a Future has failed with."""
        future = self._class("java.util.concurrent.Future")
        get = self._lookup.findVirtual(future, "get", self._type(self._class("java.lang.Object")))
        return self._as("java.util.function.Consumer", get)

    def _as(self, interface: str, handle: "JavaObject") -> "JavaObject":
        proxies = self._invoke.MethodHandleProxies
        return proxies.asInterfaceInstance(self._class(interface), handle)

    def _bound(self, handle: "JavaObject", place: int, *values: object) -> "JavaObject":
        array = java_array(self._spark, "java.lang.Object", values)
        return self._invoke.MethodHandles.insertArguments(handle, place, array)

    def _type(self, returned: "JavaObject", *parameters: str) -> "JavaObject":
        classes = [self._class(name) for name in parameters]
        array = java_array(self._spark, "java.lang.Class", classes)
        return self._invoke.MethodType.methodType(returned, array)

    def _class(self, name: str) -> "JavaObject":
        return jvm(self._spark).java.lang.Class.forName(name)


def chunks(records: Iterable[Record], most_bytes: int) -> Iterator[list[Record]]:
    """Lists of records, each below `most_bytes` unless a single record is above it."""
    some: list[Record] = []
    size = 0
    for record in records:
        more = sum(map(len, record))
        if some and size + more > most_bytes:
            yield some
            some, size = [], 0
        some.append(record)
        size += more
    if some:
        yield some
