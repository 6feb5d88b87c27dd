"""The rules of a TuneJob that are about more than one field, each with its twin in CEL.

The models raise the messages; the CRD carries the rules. What concerns one field alone (its type,
bounds and pattern) stands at the field.
"""

from tune_contract.duration import cel_milliseconds
from tune_contract.rule import Reason, Rule

ONE_KAFKA = Rule(
    "give either cluster or bootstrapServers, not both",
    "!(has(self.cluster) && has(self.bootstrapServers))",
)
SOME_KAFKA = Rule(
    "give cluster, a Strimzi Kafka in this namespace, or bootstrapServers; "
    "only `tune run` brings a Kafka of its own",
    # The API server holds the default {} against it, before the topics' own default.
    "has(self.cluster) || has(self.bootstrapServers) || "
    "!has(self.topics) || self.topics.size() == 0",
    reason=Reason.REQUIRED,
)
OWN_ACCESS = Rule(
    "tls and userSecret belong to bootstrapServers; drop them or cluster",
    "!has(self.cluster) || !(has(self.tls) || has(self.userSecret))",
)
ONE_TRIGGER = Rule(
    "give one of interval, availableNow and schedule",
    "[has(self.interval), has(self.availableNow) && self.availableNow, has(self.schedule)]"
    ".filter(given, given).size() <= 1",
)
ZONE_OF_SCHEDULE = Rule(
    "timeZone belongs to schedule; drop it, or give a schedule",
    "!has(self.timeZone) || has(self.schedule)",
    field_path=".timeZone",
)
ORDERED_BACKOFF = Rule(
    "initial must not be longer than max",
    f"!has(self.initial) || !has(self.max) || "
    f"{cel_milliseconds('self.initial')} <= {cel_milliseconds('self.max')}",
    field_path=".initial",
)
SHARED_TOTAL = Rule(
    "replicas must not be more than total: each makes at least one event",
    "!has(self.total) || !has(self.replicas) || self.total == 0 || self.replicas <= self.total",
    field_path=".replicas",
)
_SHARES = ("late", "outOfOrder", "duplicated", "malformed", "future")
SHARES_TOLERANCE = 1.000001  # 0.7 + 0.2 + 0.1 may come out a little above 1
ONE_FAULT = Rule(
    "an event has one fault at most: late, outOfOrder, duplicated, malformed and future must not "
    "add up to more than 1",
    # The API server holds the default {} against it, before the shares' own defaults.
    f"[{', '.join(f'has(self.{share}) ? self.{share} : 0.0' for share in _SHARES)}].sum() "
    f"<= {SHARES_TOLERANCE}",
)
PRODUCED_TOPIC = Rule(
    "there is no topic to produce to: drop producer, or use a pipeline that reads one",
    "!has(self.producer) || self.kafka.topics.size() > 0",
    field_path=".producer",
)
SINKS_DIFFER = Rule(
    "the same sink stands twice; give each its own target",
    "self.sinks.all(one, self.sinks.exists_one(other, other == one))",
    field_path=".sinks",
)
RESULTS_TOPIC = Rule(
    "a kafka sink writes to a topic that the job reads, which would read its own results: give the "
    "sink another topic",
    "self.sinks.all(sink, !has(sink.kafka) || !self.kafka.topics.exists(input, "
    "self.kafka.topics[input].name == sink.kafka.topic))",
    field_path=".sinks",
)
SINK_OF_KAFKA = Rule(
    "a kafka sink needs a Kafka: give kafka.cluster or kafka.bootstrapServers",
    "!self.sinks.exists(sink, has(sink.kafka)) || has(self.kafka.cluster) || "
    "has(self.kafka.bootstrapServers)",
    field_path=".kafka",
    reason=Reason.REQUIRED,
)
_STORE = "[sS]3[a-zA-Z]*:"
_BUCKET = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
STORE_PATTERN = f"^{_STORE}"
BUCKET_PATTERN = f"^s3a://({_BUCKET})(/.*)?$"
STORE_PATH = Rule(
    "write s3a://bucket/prefix: with s3a, and a bucket of 3 to 63 lower-case letters, digits, '.' "
    "and '-'",
    f"!self.path.matches('{STORE_PATTERN}') || self.path.matches('{BUCKET_PATTERN}')",
    field_path=".path",
)
SECRET_OF_STORE = Rule(
    "secretRef belongs to an s3a:// path; drop it, or give one",
    "!has(self.secretRef) || self.path.startsWith('s3a://')",
    field_path=".secretRef",
)
_RESET = "self.checkpoint.resetNonce != oldSelf.checkpoint.resetNonce"
_START_OVER = (
    "and the checkpoint belongs to the old one: take the change back, or change "
    "checkpoint.resetNonce as well to start over from an empty checkpoint"
)
TOPICS_STAY = Rule(
    f"a topic's name changed, {_START_OVER}",
    f"{_RESET} || (self.kafka.topics.size() == oldSelf.kafka.topics.size() && "
    "self.kafka.topics.all(input, input in oldSelf.kafka.topics && "
    "self.kafka.topics[input].name == oldSelf.kafka.topics[input].name))",
    field_path=".kafka.topics",
    reason=Reason.FORBIDDEN,
)
LOCATION_STAYS = Rule(
    f"checkpoint.location changed, {_START_OVER}",
    f"{_RESET} || self.checkpoint.location == oldSelf.checkpoint.location",
    field_path=".checkpoint.location",
    reason=Reason.FORBIDDEN,
)


def one_sink(kinds: list[str]) -> Rule:
    """Exactly one of the fields is set.

    Args:
        kinds: the fields' names.
    """
    given = ", ".join(f"has(self.{kind})" for kind in kinds)
    return Rule(
        f"give exactly one of {', '.join(kinds)}",
        f"[{given}].filter(given, given).size() == 1",
    )
