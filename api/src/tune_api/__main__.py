"""Makes `python -m tune_api` work."""

import sys

from tune_api.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
