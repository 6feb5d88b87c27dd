"""JSON records to columns: the fields a pipeline needs, and whether the record may be counted.

Parsing is what costs in a drain, so all of it is here, to be replaced in one place. Only the needed
fields are parsed. Whether a record may be counted is told in the same pass, in two steps: a few
cheap questions that nearly every good record passes, and all the rules for the rest.
"""

import functools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812 - Spark's own convention

from tune_contract.duration import milliseconds
from tune_contract.events.event import Event
from tune_contract.pipelines.dead_letters import MAX_PAYLOAD
from tune_contract.pipelines.declaration import Input

MAX_AHEAD = timedelta(minutes=5)
"""An event further ahead of the batch's time would drag the watermark with it."""

_SPARK_TYPES: dict[object, str] = {str: "string", int: "bigint", bool: "boolean", float: "double"}
_LAST_TIMESTAMP = 253_402_300_799_999  # the end of the year 9999 in epoch milliseconds
_SECONDS = (10**8, 10**11 - 1)
"""As seconds 1973 to 5138, as milliseconds the first days of 1970 to 1973, when nobody streamed."""
_STRICT = {"allowSingleQuotes": "false", "allowNonNumericNumbers": "false"}
"""Spark would take {'genre': NaN} for JSON."""


@dataclass(frozen=True)
class Rule:
    """A reason why a record cannot be counted, and when it holds."""

    reason: str
    broken: Column


def parse(records: DataFrame, source: Input, now: Column) -> DataFrame:
    """Kafka records to `event` (a struct of the needed fields) and `good`; other columns stay.

    Args:
        records: with the binary column `value`.
        source: which fields are needed.
        now: the batch's time (timestamp). A batch that is read again must be judged by the same.

    Returns:
        `good` is never null; where it is false `reason` of the same record tells why.
    """
    good = F.when(_surely_good(source, now), F.lit(True)).otherwise(
        ~_any_broken(rules(source, now))
    )
    return records.withColumn("event", _event(source)).withColumn("good", good)


def parse_good(records: DataFrame, source: Input) -> DataFrame:
    """The same for records of which it is known that all are good."""
    return records.withColumn("event", _event(source)).withColumn("good", F.lit(True))


def reason(source: Input, now: Column) -> Column:
    """The first rule that a parsed record breaks, in words; null for a good one."""
    return F.coalesce(
        *(F.when(F.coalesce(rule.broken, F.lit(True)), rule.reason) for rule in rules(source, now))
    )


def _event(source: Input) -> Column:
    return F.from_json(F.col("value").cast("string"), event_schema(source), _STRICT)


def event_schema(source: Input) -> str:
    """The needed fields as Spark's DDL: `genre string, timestamp bigint`."""
    return ", ".join(f"`{name}` {_spark_type(source.event, name)}" for name in source.fields)


def rules(source: Input, now: Column) -> list[Rule]:
    """All rules, cheapest and most telling first; a later one may rely on the earlier ones.

    A rule that comes out null counts as broken: SQL's null must not let a record slip through.
    """
    value = F.col("value")
    return [
        Rule("no value (a tombstone)", value.isNull()),
        Rule("empty", F.length(value) == 0),
        Rule(f"larger than {MAX_PAYLOAD} bytes", F.length(value) > MAX_PAYLOAD),
        Rule("not a JSON object", ~value.cast("string").rlike(r"^[ \t\r\n]*\{")),
        Rule("not valid JSON", _malformed(source, value)),
        *(rule for name in source.fields for rule in _field_rules(source.event, name, now)),
    ]


def _surely_good(source: Input, now: Column) -> Column:
    """Whether a record breaks no rule for certain; false or null where that must be looked into.

    Bytes are compared here, where the rules decode text and match patterns.
    """
    value = F.col("value")
    opening, closing = F.lit(b"{"), F.lit(b"}")
    before_last = F.substring(value, F.lit(1), F.length(value) - 1)
    flat = [  # one object, and none in it
        F.length(value) <= MAX_PAYLOAD,
        F.startswith(value, opening),
        F.endswith(value, closing),
        ~F.contains(before_last, closing),
    ]
    plain = [_plain_field(source.event, name, now) for name in source.fields]
    return functools.reduce(Column.__and__, [*flat, *plain])


def _plain_field(event: type[Event], name: str, now: Column) -> Column:
    """Whether a field is surely there and as it should be."""
    field = F.col(f"event.{name}")
    if name == "timestamp":
        broken = [rule.broken for rule in _timestamp_rules(field, now)]
        return functools.reduce(Column.__and__, (~each for each in broken), field.isNotNull())
    if _spark_type(event, name) != "string":
        broken = [rule.broken for rule in _number_rules(event, name, field)]
        return functools.reduce(Column.__and__, (~each for each in broken), field.isNotNull())
    longest = _limits(event, name).get("MaxLen")
    short = F.octet_length(field) <= (longest.max_length if longest else MAX_PAYLOAD)
    # Such a beginning no number, list, object or empty text has; texts are compared as bytes.
    letter = field.between("A", "Z\uffff") | field.between("a", "z\uffff") | (field >= "\u0080")
    word = letter & (field != "true") & (field != "false")
    text = word | ((field != "") & _quoted(name, field))
    return text & short & ~field.contains("\ufffd") & ~field.contains("\0")


def _quoted(name: str, field: Column) -> Column:
    """Whether the value surely has the field in quotes, as ids that begin with a digit are.

    A quote with none of these three before it could be one within a text.
    """
    text, end = field.cast("binary"), F.lit(b'"')
    spellings = (f'{{"{name}":"', f',"{name}":"', f' "{name}": "')
    found = [F.contains("value", F.concat(F.lit(each.encode()), text, end)) for each in spellings]
    return functools.reduce(Column.__or__, found)


def _malformed(source: Input, value: Column) -> Column:
    """Whether the value is no JSON, or more than one object.

    Spark reads the first object and leaves unknown fields null. Where a field is missing or
    something follows the first `}`, and only there, the record is parsed a second time.
    """
    text = value.cast("string")
    missing = F.lit(False)
    for name in source.fields:
        missing = missing | F.col(f"event.{name}").isNull()
    first = F.octet_length(F.substring_index(text, "}", 1)) + 1
    values = F.json_array_length(F.concat(F.lit("["), text, F.lit("]")))
    doubtful = missing | (first < F.octet_length(text))
    return F.when(doubtful, F.coalesce(values != 1, F.lit(True))).otherwise(F.lit(False))


def _field_rules(event: type[Event], name: str, now: Column) -> list[Rule]:
    field = F.col(f"event.{name}")
    spark_type = _spark_type(event, name)
    found = [Rule(f"{name}: missing, or not of type {spark_type}", field.isNull())]
    if name == "timestamp":
        found += _timestamp_rules(field, now)
    elif spark_type == "string":
        found += _text_rules(event, name, field)
    else:
        found += _number_rules(event, name, field)
    return found


def _number_rules(event: type[Event], name: str, field: Column) -> list[Rule]:
    least = _limits(event, name).get("Ge")
    return [Rule(f"{name}: less than {least.ge}", field < least.ge)] if least else []


def _timestamp_rules(timestamp: Column, now: Column) -> list[Rule]:
    ahead = F.unix_millis(now) + F.lit(milliseconds(MAX_AHEAD))
    return [
        Rule("timestamp: not between 1970 and 9999", ~timestamp.between(0, _LAST_TIMESTAMP)),
        Rule("timestamp: seconds; give milliseconds", timestamp.between(*_SECONDS)),
        Rule("timestamp: more than 5 minutes in the future", timestamp > ahead),
    ]


def _text_rules(event: type[Event], name: str, field: Column) -> list[Rule]:
    found = []
    limits = _limits(event, name)
    if "MinLen" in limits:
        found.append(Rule(f"{name}: empty", F.length(field) < limits["MinLen"].min_length))
    if "MaxLen" in limits:
        longest = limits["MaxLen"].max_length
        found.append(Rule(f"{name}: longer than {longest} characters", F.length(field) > longest))
    return [
        *found,
        Rule(f"{name}: not a text", _another_type(name, field)),
        Rule(f"{name}: not valid UTF-8", _replaced_bytes(field)),
        Rule(f"{name}: contains a NUL", field.contains("\0")),  # PostgreSQL cannot store it
    ]


def _limits(event: type[Event], name: str) -> dict[str, Any]:
    """What the model says of a text's length or a number's size, by annotated-types' names."""
    return {type(each).__name__: each for each in event.model_fields[name].metadata}


def _another_type(name: str, field: Column) -> Column:
    """Whether the text is a number, boolean, list or object: Spark reads {"genre": 5} as "5".

    Where it could be one, and only there, the record is parsed again with its types kept.
    """
    suspicious = field.rlike(r'^([-0-9\[{"]|true$|false$)')  # 1e400 is read as "Infinity", quoted
    kept = F.from_json(F.col("value").cast("string"), f"`{name}` variant")[name]
    is_text = F.schema_of_variant(kept) == "STRING"
    return F.when(suspicious, ~is_text).otherwise(F.lit(False))


def _replaced_bytes(field: Column) -> Column:
    """Whether bytes of the text were no UTF-8: Spark puts U+FFFD in their place."""
    valid = F.is_valid_utf8(F.col("value").cast("string"))
    return F.when(field.contains("\ufffd"), ~valid).otherwise(F.lit(False))


def _any_broken(all_rules: list[Rule]) -> Column:
    broken = F.lit(False)
    for rule in all_rules:
        broken = broken | F.coalesce(rule.broken, F.lit(True))
    return broken


def _spark_type(event: type[Event], name: str) -> str:
    return _SPARK_TYPES[event.model_fields[name].annotation]
