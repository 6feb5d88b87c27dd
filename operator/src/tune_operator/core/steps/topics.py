"""Makes the topics that are missing, once Kafka answers."""

from tune_operator.core.actions import EnsureTopics
from tune_operator.core.context import Context
from tune_operator.core.observed import KafkaState


def ensure_topics(context: Context) -> Context:
    """Ask for the job's topics when some are missing."""
    kafka = context.observed.kafka
    if kafka.state is not KafkaState.TOPICS_MISSING:
        return context
    topics = context.effective_spec().topics()
    return context.act(kafka.state.sentence, EnsureTopics(topics))
