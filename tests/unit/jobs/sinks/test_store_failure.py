from dataclasses import dataclass
from itertools import pairwise

import pytest

from tune_contract.errors import InvalidInput, NotFound, Unreachable
from tune_jobs.sinks.store_failure import store_failure

SDK = "software.amazon.awssdk"


@dataclass
class Java:
    """A Java exception, as py4j hands it out."""

    name: str
    message: str = ""
    cause: "Java | None" = None

    def getClass(self) -> "Java":  # noqa: N802
        return self

    def getName(self) -> str:  # noqa: N802
        return self.name

    def getMessage(self) -> str:  # noqa: N802
        return self.message

    def getCause(self) -> "Java | None":  # noqa: N802
        return self.cause


class JavaError(Exception):
    def __init__(self, *chain: Java) -> None:
        super().__init__("what Java says")
        for outer, inner in pairwise(chain):
            outer.cause = inner
        self.java_exception = chain[0]


DENIED = Java("java.nio.file.AccessDeniedException", "s3a://lake/x: listObjects()")


@pytest.mark.parametrize(
    ("chain", "expected", "message"),
    [
        ([Java("org.apache.hadoop.fs.s3a.UnknownStoreException", "`s3a://lake/x'")],
         NotFound, "the bucket lake does not exist"),
        ([DENIED, Java("org.apache.hadoop.fs.s3a.auth.NoAuthWithAWSException", "No AWS Credentials")],
         InvalidInput, "there are no credentials for the bucket lake"),
        ([DENIED, Java(f"{SDK}.S3Exception", "The Access Key Id you provided does not exist in our")],
         InvalidInput, "the bucket lake does not know the access key"),
        ([DENIED, Java(f"{SDK}.S3Exception", "The request signature we calculated does not match")],
         InvalidInput, "the secret access key for the bucket lake is wrong"),
        ([DENIED, Java(f"{SDK}.S3Exception", "Code: ExpiredToken")],
         InvalidInput, "the session token for the bucket lake has expired or is wrong"),
        ([DENIED, Java(f"{SDK}.S3Exception", "Access Denied. (Service: S3, Status Code: 403)")],
         InvalidInput, "the bucket lake refuses access"),
        ([Java("org.apache.hadoop.fs.s3a.AWSRedirectException", "Status Code: 301")],
         InvalidInput, "the bucket lake is in another region"),
        ([Java("javax.net.ssl.SSLException", "Unsupported or unrecognized SSL message")],
         InvalidInput, "no encrypted connection to the bucket lake"),
        ([Java("org.apache.spark.SparkException", "Job aborted"),
          Java("java.net.ConnectException", f"{SDK}.core.exception.SdkClientException")],
         Unreachable, "the bucket lake does not answer"),
        ([Java("java.net.SocketTimeoutException", "Read timed out")],
         Unreachable, "the bucket lake does not answer"),
        ([Java("org.apache.hadoop.fs.s3a.AWSStatus500Exception", "Status Code: 503")],
         Unreachable, "the bucket lake does not answer"),
    ],
)  # fmt: skip
def test_what_java_says_in_our_words(chain, expected, message):
    found = store_failure(JavaError(*chain), "the bucket lake")
    assert (type(found), found.message) == (expected, message)
    assert found.hint


def test_what_another_error_came_from_counts():
    outer = InvalidInput("cannot make the Delta table")
    outer.__cause__ = JavaError(Java("java.net.UnknownHostException", "nohost"))
    assert type(store_failure(outer, "it")) is Unreachable


@pytest.mark.parametrize(
    "error",
    [InvalidInput("the Delta table has other columns"), JavaError(Java("java.lang.Error", "no"))],
)
def test_what_is_about_something_else_is_left_alone(error):
    assert store_failure(error, "it") is None
