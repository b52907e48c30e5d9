"""Entry point of ``python -m publication``: runs the command line in ``cli``."""

import sys

from .cli import main

sys.exit(main())
