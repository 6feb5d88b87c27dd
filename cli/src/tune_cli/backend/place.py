"""Where a job runs on this machine: the answers to every reference in its spec."""

import re
from dataclasses import dataclass
from pathlib import Path

from tune_cli.backend.folders import JobFolder
from tune_contract.errors import InvalidInput
from tune_contract.names import checkpoint_folder
from tune_contract.tunejob import TuneJob

_URI = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]+:/")


@dataclass(frozen=True)
class Place:
    """Addresses and folders that a job's documents are rendered with."""

    job: JobFolder
    base: Path
    """The folder that relative paths in the spec start from: the TuneJob file's own."""
    bootstrap_servers: str
    cores: int
    """The machine's."""
    redis: bool = False
    """The command line named a Redis: it stands for those of all secrets."""

    def path(self, text: str) -> str:
        """A path or URI of the spec, made absolute."""
        return text if _URI.match(text) else str((self.base / Path(text).expanduser()).resolve())

    def checkpoint(self, job: TuneJob) -> str:
        """Where position and state are: a folder for each uid, resetNonce and epoch.

        Args:
            job: with the status of the pass, which says the epoch.
        """
        given = job.spec.checkpoint.location
        home = self.job.checkpoints / job.metadata.uid
        root = self.path(given) if given else str(home)
        epoch = job.status.applied.checkpoint_epoch
        folder = checkpoint_folder(job.spec.checkpoint.reset_nonce, epoch)
        return f"{root.rstrip('/')}/{folder}"

    def redis_uri(self, secret: str) -> Path:
        """The file with the connection string of a Redis.

        Raises:
            InvalidInput: neither the command line nor a file says where it is.
        """
        return self.job.redis_uri if self.redis else self.secret_uri(secret)

    def secret_uri(self, secret: str) -> Path:
        """The file that stands for the `uri` of a secret of the cluster.

        Raises:
            InvalidInput: the user has put none there.
        """
        path = self.job.secret_uri(secret)
        if not path.is_file():
            raise InvalidInput(
                f"spec.sinks: there is no secret {secret} on this machine",
                "say where Redis is with --redis or TUNE_REDIS_URL (redis://...), or write "
                f"that into {path}, or remove the sink",
            )
        return path
