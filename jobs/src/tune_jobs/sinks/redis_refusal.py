"""What Redis refuses for good, in words that say what to do."""

from redis.exceptions import (
    AskError,
    AuthenticationError,
    AuthenticationWrongNumberOfArgsError,
    AuthorizationError,
    ClusterCrossSlotError,
    ClusterDownError,
    ExecAbortError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    ResponseError,
)

from tune_contract.errors import InvalidInput

NO_CLUSTER = InvalidInput(
    "this Redis is a cluster, in which no transaction reaches over all keys of a job",
    "give the sink a server, or a primary with replicas, without cluster mode",
)
_HINTS: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    (
        (AuthenticationError, AuthenticationWrongNumberOfArgsError, AuthorizationError),
        "the user or the password is wrong",
        "write them in the connection string: redis://user:password@host:6379/0",
    ),
    (
        (NoPermissionError,),
        "the user has no right to do that",
        "its ACL has to allow the sink's keys, +@read, +@write and +@transaction",
    ),
    (
        (OutOfMemoryError,),
        "its memory is full",
        "raise maxmemory, or remove keys; then the job goes on, or `tune redis rebuild` fills it",
    ),
    (
        (ReadOnlyError,),
        "it is a read-only replica",
        "give the address of its primary",
    ),
)
_CLUSTER = (AskError, ClusterCrossSlotError, ClusterDownError, RedisClusterException)


def refusal(error: Exception) -> InvalidInput | None:
    """What to tell the user; None when it may work later."""
    for kinds, message, hint in _HINTS:
        if isinstance(error, kinds):
            return InvalidInput(f"Redis refuses: {message} ({_words(error)})", hint)
    if isinstance(error, _CLUSTER):
        return NO_CLUSTER
    if isinstance(error, ResponseError) and not _passing(error):
        return InvalidInput(f"Redis refuses: {_words(error)}", "mend what it says on the server")
    return None


def _passing(error: ResponseError) -> bool:
    """A transaction is discarded without a reason when the server is being shut down or filled."""
    return isinstance(error, ExecAbortError)


def _words(error: Exception) -> str:
    """The server's own, without the command that the library puts before them: it holds values."""
    return str(error).rpartition("caused error: ")[2].strip()
