"""What can invent: a language model, or the built-in generator."""

from typing import Protocol

from tune_contract.invention.document import Origin
from tune_contract.invention.invention import Invention
from tune_contract.invention.request import InventionRequest


class Provider(Protocol):
    """Something that invents."""

    def origin(self, request: InventionRequest) -> Origin:
        """What its invention would be marked with."""

    def invent(self, request: InventionRequest) -> Invention:
        """Invent.

        Raises:
            TuneError: it cannot.
        """
