"""`python -m tune_jobs.rebuild --config FILE`."""

import sys

from tune_jobs.rebuild.main import main

sys.exit(main())
