"""`python -m tune_jobs.checkpoint verify --config FILE`."""

import sys

from tune_jobs.checkpoint.main import main

sys.exit(main())
