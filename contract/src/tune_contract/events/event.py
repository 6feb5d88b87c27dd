"""What every event has, whatever it tells."""

from pydantic import BaseModel, ConfigDict, Field


class Event(BaseModel):
    """One JSON object, one Kafka record. Names are snake_case, as on the wire."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", strict=True, use_attribute_docstrings=True
    )

    event_id: str = Field(min_length=1, max_length=128)
    """Unique for all time."""
    timestamp: int = Field(ge=0, le=253_402_300_799_999)
    """When it happened: milliseconds since 1970-01-01 UTC, at most the end of the year 9999."""
    schema_version: int = Field(1, ge=1)
    """Grows when the meaning of a field changes."""
