"""The base of every document: frozen, strict about unknown fields, camelCase outside."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    """A frozen document. Python names are snake_case, the document's are camelCase."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=True,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: object) -> object:
        """Give a field without a value its default: Kubernetes reads `trigger:` as nothing said."""
        if not isinstance(data, Mapping) or None not in data.values():
            return data
        optional = [(name, it) for name, it in cls.model_fields.items() if not it.is_required()]
        defaulted = {spelling for name, field in optional for spelling in (name, field.alias)}
        return {
            key: value for key, value in data.items() if value is not None or key not in defaulted
        }


class LenientModel(Model):
    """A document another version may have written: unknown fields are passed over."""

    model_config = ConfigDict(extra="ignore")
