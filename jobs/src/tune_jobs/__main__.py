"""`python -m tune_jobs --config FILE`."""

import signal
import sys

# The first process of a container is deaf to SIGTERM until it handles it, and the imports below
# take a second. Later the driver drains instead.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

from tune_jobs.main import main  # noqa: E402

sys.exit(main())
