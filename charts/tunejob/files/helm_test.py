"""Asks each address until it answers 200, for a minute in all: helm_test.py URL..."""

import sys
import time
import urllib.error
import urllib.request

DEADLINE = time.monotonic() + 60


def answer(url: str) -> str:
    """Empty when the answer is 200, else what is wrong."""
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - the chart gives http alone
            return ""
    except urllib.error.HTTPError as error:
        return f"{error}: {error.read(500).decode(errors='replace')}"
    except OSError as error:
        return str(error)


def wait_for(url: str) -> bool:
    """Whether it answers in time; says so."""
    while wrong := answer(url):
        if time.monotonic() > DEADLINE:
            print(f"FAILED {url}: {wrong}")
            return False
        time.sleep(1)
    print(f"ok     {url}")
    return True


failed = [url for url in sys.argv[1:] if not wait_for(url)]
sys.exit(1 if failed else 0)
