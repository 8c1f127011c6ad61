"""Run every benchmark, each in a process of its own, and gather the lines."""

import json
import subprocess
import sys

from benchmarks.harness import Result, show

BENCHES = ("delivery_one", "survey_page", "report_pdf", "people", "triage_board")


def main() -> int:
    results = []
    for name in BENCHES:
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"],
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode or not lines:
            print(f"{name} did not run:\n{done.stderr[-2000:]}", file=sys.stderr)
            return 1
        results += [Result(**json.loads(line)) for line in lines]
    show(results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
