"""What is wrong with an object store, by the Java classes and words that an error carries."""

from dataclasses import dataclass

from tune_contract.errors import InvalidInput, NotFound, TuneError, Unreachable
from tune_contract.runtime.object_store import StoreKey
from tune_jobs.spark.jvm import java_causes

_KEY, _SECRET = StoreKey.ACCESS_KEY_ID.value, StoreKey.SECRET_ACCESS_KEY.value
_REGION, _ENDPOINT = StoreKey.REGION.value, StoreKey.ENDPOINT.value


@dataclass(frozen=True)
class _Case:
    error: type[TuneError]
    message: str
    """`{}` is the bucket and its store."""
    hint: str
    marks: tuple[str, ...]


# What is said more exactly comes first.
_CASES = (
    _Case(
        NotFound, "{} does not exist",
        f"make it, or check the sink's path, {_ENDPOINT} and {_REGION}; nothing is lost meanwhile",
        ("UnknownStoreException", "NoSuchBucket"),
    ),
    _Case(
        InvalidInput, "there are no credentials for {}",
        f"give the sink a secretRef with {_KEY} and {_SECRET}, or its pods a role",
        ("NoAuthWithAWSException", "Unable to load credentials"),
    ),
    _Case(
        InvalidInput, "{} does not know the access key", f"check {_KEY} and {_ENDPOINT}",
        ("InvalidAccessKeyId", "Access Key Id you provided does not exist"),
    ),
    _Case(
        InvalidInput, "the secret access key for {} is wrong", f"check {_SECRET}",
        ("SignatureDoesNotMatch", "signature we calculated does not match"),
    ),
    _Case(
        InvalidInput, "the session token for {} has expired or is wrong",
        f"renew {StoreKey.SESSION_TOKEN.value}, {_KEY} and {_SECRET} together",
        ("ExpiredToken", "InvalidToken", "token is expired", "security token included"),
    ),
    _Case(
        InvalidInput, "{} is in another region", f"set {_REGION} to the bucket's",
        ("AWSRedirectException", "AuthorizationHeaderMalformed"),
    ),
    _Case(
        InvalidInput, "{} refuses access",
        "allow the access key to list, read, write and delete there",
        ("java.nio.file.AccessDeniedException", "Status Code: 403"),
    ),
    _Case(
        InvalidInput, "no encrypted connection to {}",
        f"write http:// in {_ENDPOINT} for a store without encryption; "
        "else its certificate must be of an authority that Java knows",
        ("javax.net.ssl.SSL",),
    ),
    _Case(
        Unreachable, "{} does not answer",
        f"check that the store runs, the network, and {_ENDPOINT}",
        ("java.net.", "org.apache.hadoop.net.", "org.apache.http.", "SdkClientException",
         "AWSClientIOException", "AWSStatus500Exception", "AWSServiceThrottledException"),
    ),
)  # fmt: skip


def store_failure(error: BaseException, place: str) -> TuneError | None:
    """What an error says about the store; None when it is about something else.

    Args:
        error: anything that a sink raised.
        place: the bucket and its store, as errors say it.
    """
    words = _words(error)
    for case in _CASES:
        if any(mark in words for mark in case.marks):
            message = case.message.format(place)
            return case.error(message, case.hint)
    return None


def _words(error: BaseException | None) -> str:
    """All that Java says of an error and of those that it came from."""
    found = []
    while error is not None:
        found.append(java_causes(error))
        error = error.__cause__ or error.__context__
    return "\n".join(found)
