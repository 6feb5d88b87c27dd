"""Writes docs/reference/openapi.json: `make docs`."""

import sys

from tune_api.description.document import written

if __name__ == "__main__":
    sys.stdout.write(written())
