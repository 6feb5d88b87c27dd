"""The books: settle the account when Kafka has acknowledged everything, and write the ledger."""

from tune_contract.errors import Unreachable
from tune_producer.account import Account
from tune_producer.kafka.publisher import Publisher
from tune_producer.kafka.reader import TopicReader
from tune_producer.ledger_file import LedgerFile


class Books:
    """Settles one account.

    Args:
        account: what is settled.
        file: where the ledger is written.
        reader: tells the topic's ends, from where a restart would read.
        partitions: the topic's.
    """

    def __init__(
        self, account: Account, file: LedgerFile, reader: TopicReader, partitions: list[int]
    ) -> None:
        self._account = account
        self._file = file
        self._reader = reader
        self.partitions = partitions

    def settle(self, publisher: Publisher, seconds: float) -> bool:
        """Settle and write, if all is acknowledged within that time.

        Returns:
            False when it is not, or Kafka does not tell the topic's ends: the old ledger stands.

        Raises:
            Unreachable: Kafka refused events.
        """
        if not publisher.flush(seconds):
            return False
        try:
            ends = self._reader.ends(self.partitions)
        except Unreachable:
            return False
        self._file.save(self._account.settle(ends))
        return True

    def refuse(self, failed: int) -> None:
        """Kafka refused that many events: say so in the ledger, which stays as it was settled."""
        self._file.save(self._account.refuse(failed))
