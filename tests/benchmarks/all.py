"""All benchmarks, one after the other, as `make bench` runs them."""

import subprocess
import sys
from pathlib import Path

from common import command

HERE = Path(__file__).parent


def main() -> None:
    subprocess.run(command("warm"), check=True)
    for name in ("start", "drain", "sustained", "producer", "ingest", "listeners", "sse", "rows"):
        print(f"\n== {name}", flush=True)
        subprocess.run([sys.executable, str(HERE / f"{name}.py")], check=True)


if __name__ == "__main__":
    main()
