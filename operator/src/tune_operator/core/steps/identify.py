"""Sees that the topics are still those that the checkpoint's offsets are of.

A topic that was deleted and made anew has the same name and starts at offset 0 again: a stream that
went on would skip its first events, or wait for offsets that are long past.
"""

from tune_contract.tunejob.phase import FailureClass, Phase
from tune_contract.tunejob.status import FailureStatus
from tune_operator.core.actions import KillDriver
from tune_operator.core.attempt import end_attempt
from tune_operator.core.conclude import conclude
from tune_operator.core.context import Context, Verdict
from tune_operator.core.decision import Decision
from tune_operator.core.fingerprint import FieldClass
from tune_operator.core.observed import ExitObserved
from tune_operator.core.version import checkpoint

_CHOICES = (
    "It was deleted and made anew, and the checkpoint's offsets are of the old one: going on could "
    "skip events. Change checkpoint.resetNonce to read the new topic from its beginning."
)


def identify(context: Context) -> Context | Decision:
    """Note the topics' ids, and end a stream whose topic was replaced.

    It stays ended until the spec asks for another checkpoint.
    """
    wanted, seen = context.wanted, context.observed.kafka.topic_ids
    known = wanted.topic_ids.items()
    found = {name for name, topic_id in known if seen.get(name, topic_id) != topic_id}
    replaced = sorted(found.union(wanted.replaced_topics))
    if replaced:
        return _end(context, replaced)
    same = checkpoint(wanted) == checkpoint(context.status.applied)
    runs_on = same and context.driver_working() and not context.changed(FieldClass.REFUSED)
    return bind(context) if runs_on else context


def bind(context: Context) -> Context:
    """Note the ids of topics that the applied checkpoint has none of yet."""
    applied, seen = context.status.applied, context.observed.kafka.topic_ids
    names = {topic.name for topic in context.effective_spec().kafka.topics.values()}
    new = {name: seen[name] for name in sorted(names & seen.keys() - applied.topic_ids.keys())}
    if not new:
        return context
    bound = {"topic_ids": {**applied.topic_ids, **new}}
    return context.remember(applied=applied.model_copy(update=bound))


def _end(context: Context, replaced: list[str]) -> Decision:
    """End the driver at once: one that drained would read on first.

    What is to run counts as applied, unless it is refused: only a spec with another checkpoint
    opens the job again.
    """
    message = f"Topic {', '.join(replaced)} is another one now. {_CHOICES}"
    failure = FailureStatus(
        time=context.now, failure_class=FailureClass.CHECKPOINT, message=message
    )
    applied = context.status.applied
    latched = {"producer": applied.producer, "replaced_topics": replaced}
    kept = applied if context.changed(FieldClass.REFUSED) else context.wanted
    ended = context.note(message).remember(
        last_failure=failure, applied=kept.model_copy(update=latched)
    )
    if context.status.attempt.open():
        ended = end_attempt(ended, ExitObserved(None, failure.failure_class, message))
    if context.driver_working():
        ended = ended.act("The driver is ended.", KillDriver())
    return conclude(ended.finish(Phase.FAILED, Verdict("TopicReplaced", message)))
