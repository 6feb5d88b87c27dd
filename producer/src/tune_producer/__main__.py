"""`python -m tune_producer`."""

import sys

from tune_producer.main import main

sys.exit(main())
