"""`python -m tune_jobs --config FILE`."""

import sys

from tune_jobs.main import main

sys.exit(main())
