"""Runs the suites one after the other, each with what it needs, and prints the seconds that each took.

.venv/bin/python tests/run.py            all of them
.venv/bin/python tests/run.py rules web  some
"""

import os
import subprocess
import sys
import time

# Flows and faults share one Prefect server each, so each of them stays in one process.
SUITES: dict[str, tuple[str, ...]] = {
    "rules": ("tests/rules", "tests/house", "-n", "2"),
    "journeys": ("tests/journeys", "-n", "2"),
    "web": ("tests/web", "-n", "2"),
    "flows": ("tests/flows",),
    "browser": ("tests/browser", "-n", "2", "--dist", "load"),
    "faults": ("tests/faults", "-n", "2", "--dist", "loadgroup"),
}


def main(names: list[str]) -> int:
    """Run the named suites, or all; 0 when every one passed."""
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        sys.exit(f"There is no suite {', '.join(unknown)}; there are {', '.join(SUITES)}.")
    ended, seconds = {}, {}
    for name in names or SUITES:
        print(f"== {name}", flush=True)
        began = time.monotonic()
        ended[name] = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                *SUITES[name],
                "-o",
                "addopts=--strict-markers --import-mode=importlib",
                "--durations=12",
            ],
            env=os.environ | {"PYTHONPATH": os.getcwd()},
            check=False,
        ).returncode
        seconds[name] = time.monotonic() - began
    for name, code in ended.items():
        print(f"{name}: {'passed' if code == 0 else 'NOT PASSED'} in {seconds[name]:.0f} s")
    return int(any(ended.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
