"""The conformance reports of the connectors that crossdock brings, under docs/conformance/.

Each is made by running the checks: ``python docs/conformance_reports.py`` writes them
anew, with ``--check`` it says which are not current, and ends with exit code 1.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from crossdock.testing.conformance import run
from crossdock.testing.conformance.writing import markdown

FOLDER = Path(__file__).parent / "conformance"
CONNECTORS = ("jdcom", "jdid", "jdid_fulfillment", "tokopedia")


def main(words: list[str]) -> int:
    """Write the reports, or compare them; return the exit code."""
    stale = 0
    for name in CONNECTORS:
        page = markdown(run(import_module(f"crossdock_{name}")))
        path = FOLDER / f"{name}.md"
        if words == ["--check"]:
            if not path.is_file() or path.read_text(encoding="utf-8") != page:
                stale += 1
                print(f"{path} is not current; run: uv run python docs/conformance_reports.py")  # noqa: T201
        else:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(page, encoding="utf-8")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
