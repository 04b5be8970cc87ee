"""The toy connector and its broken variations can be imported, here and in other processes."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent

for folder in (HERE, HERE / "mutated"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
