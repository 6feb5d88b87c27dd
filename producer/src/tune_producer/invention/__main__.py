"""`python -m tune_producer.invention`."""

import sys

from tune_producer.invention.main import main

sys.exit(main())
