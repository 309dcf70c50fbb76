"""`python -m samklang` is the `samklang` command."""

import sys

from samklang.bootstrap import main

sys.exit(main())
