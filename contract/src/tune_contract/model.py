"""The base of every document: frozen, strict about unknown fields, camelCase outside."""

from pydantic import BaseModel, ConfigDict
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


class LenientModel(Model):
    """A document another version may have written: unknown fields are passed over."""

    model_config = ConfigDict(extra="ignore")
