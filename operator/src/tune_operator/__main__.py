"""`python -m tune_operator`: runs the operator."""

import sys

from tune_operator.kubernetes.main import main

sys.exit(main())
