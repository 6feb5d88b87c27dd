"""`python -m tune_jobs.replay --config FILE`."""

import sys

from tune_jobs.replay.main import main

sys.exit(main())
