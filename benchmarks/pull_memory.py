"""How much memory a long pull takes, and how fast it is.

Plays a shop of many listings on this machine, without limits, and pulls all of
it with the command a seller would use::

    uv run python benchmarks/pull_memory.py
    uv run python benchmarks/pull_memory.py --listings 20000

Prints one JSON object; ends with 1 when the peak is over what was promised.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crossdock.sandbox.process import SandboxProcess

#: What a pull may take above what it started with, whatever the shop's size.
PROMISED_MIB = 150
_PULL = """
import json, resource, sys, threading, time
from pathlib import Path

def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20

peak = 0.0
def watch():
    global peak
    while True:
        peak = max(peak, resident())
        time.sleep(0.02)

from crossdock.cli import main
start = resident()
threading.Thread(target=watch, daemon=True).start()
try:
    main(sys.argv[1:])
finally:
    print(json.dumps({"start": start, "peak": max(peak, resident())}), file=sys.stderr)
"""


def main() -> int:
    """Run the benchmark and print its figures."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--listings", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=1)
    listings, seed = vars(asked.parse_args()).values()
    words = ["--seed", str(seed), "--listings", str(listings), "--switch", "limits=off"]
    with tempfile.TemporaryDirectory() as folder, SandboxProcess("tokopedia", words) as sandbox:
        crossdock(folder, "init")
        line = json.dumps(dict(sandbox.announced))
        crossdock(folder, "conn", "add", "shop", "--from", "-", "--rate", "0", stdin=line)
        began = time.monotonic()
        pulled = subprocess.run(  # noqa: S603 - our own interpreter and command
            [
                sys.executable,
                "-c",
                _PULL,
                "-C",
                folder,
                "--format",
                "json",
                "product",
                "pull",
                "shop",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - began
        size = (Path(folder) / ".crossdock" / "crossdock.db").stat().st_size
    envelope = json.loads(pulled.stdout)
    memory = json.loads(pulled.stderr.splitlines()[-1])
    above = memory["peak"] - memory["start"]
    figures = {
        "exit_code": pulled.returncode,
        "rows": envelope["data"]["counts"]["read"],
        "pages": envelope["data"]["pages"],
        "seconds": round(seconds, 1),
        "pages_per_second": round(envelope["data"]["pages"] / seconds, 1),
        "rows_per_second": round(envelope["data"]["counts"]["read"] / seconds),
        "mib_at_start": round(memory["start"], 1),
        "mib_above_start": round(above, 1),
        "mib_promised": PROMISED_MIB,
        "mib_database": round(size / 2**20, 1),
    }
    print(json.dumps(figures, indent=2))  # noqa: T201 - a command's result
    return int(pulled.returncode != 0 or above > PROMISED_MIB)


def crossdock(folder: str, *words: str, stdin: str = "") -> None:
    """Run a command in *folder*."""
    subprocess.run(  # noqa: S603 - our own interpreter and command
        [sys.executable, "-m", "crossdock", "-C", folder, *words],
        input=stdin,
        text=True,
        capture_output=True,
        check=True,
    )


if __name__ == "__main__":
    sys.exit(main())
