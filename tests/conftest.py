"""What every test of the suite shares."""

import os

# Before any test imports Qt: there is no screen where tests run.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
