"""Lets Spark's sketches (HyperLogLog and the like) run on our Java.

The library below them, datasketches-memory 3.0, throws on any Java that is not in a list that ends
at 21, though what Spark uses of it runs on 25; no release mends it. The one class with the list is
put on the class path a second time, before pyspark's own, with 25 in the place of 21.
"""

import zipfile
from pathlib import Path

from tune_contract.errors import InvalidInput

_LIBRARY = "datasketches-memory-3.*.jar"
_CLASS = "org/apache/datasketches/memory/internal/ResourceImpl.class"
_IF_NOT_21 = bytes.fromhex("1b 10 15 a0")  # iload_1, bipush 21, if_icmpne
_IF_NOT_25 = bytes.fromhex("1b 10 19 a0")
_EPOCH = (2020, 1, 1, 0, 0, 0)  # the same bytes from every build


def write_sketches_jar(pyspark: Path, target: Path) -> None:
    """Write the jar with the one class into a folder; nothing where pyspark has another library.

    Args:
        pyspark: the folder of pyspark's jars.
        target: the folder of the jars that go before them.

    Raises:
        InvalidInput: the class is not as we know it.
    """
    for library in pyspark.glob(_LIBRARY):
        with zipfile.ZipFile(library) as jar:
            known = jar.read(_CLASS)
        if known.count(_IF_NOT_21) != 1:
            raise InvalidInput(
                f"{library.name} is not as expected", "install the pyspark of requirements.lock"
            )
        patched = known.replace(_IF_NOT_21, _IF_NOT_25)
        with zipfile.ZipFile(target / f"java25-{library.name}", "w") as jar:
            jar.writestr(zipfile.ZipInfo(_CLASS, _EPOCH), patched)
