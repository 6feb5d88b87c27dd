"""This machine as a backend: what the core observes and acts on, for one job."""

from collections.abc import Mapping

from tune_cli.backend.apply import PROGRAMS, Applier, Programs
from tune_cli.backend.children import Children
from tune_cli.backend.observe import Observer
from tune_cli.backend.place import Place
from tune_cli.backend.topic_watch import TopicWatch


class Machine:
    """The job's children and topics, with the eyes and hands for them."""

    def __init__(
        self,
        place: Place,
        topics: TopicWatch,
        java: Mapping[str, str],
        programs: Programs = PROGRAMS,
    ) -> None:
        """Nothing is started yet.

        Args:
            place: addresses and folders.
            topics: the watch on the job's topics; its owner starts it when Kafka is there.
            java: the environment that a driver finds Java by.
            programs: what is started.
        """
        self.topics = topics
        self.children = Children()
        self.observer = Observer(self.children, topics.seen)
        self.applier = Applier(place, self.children, topics, java, programs)

    def close(self) -> None:
        """End what is still there."""
        self.children.close()
        self.topics.stop()
        self.observer.close()
