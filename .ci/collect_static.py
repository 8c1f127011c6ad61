"""Collect static files with production settings; needs no real secret and no database."""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from deploy_check import ROOT, production_environment

if __name__ == "__main__":
    sys.exit(
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
            cwd=ROOT,
            env=production_environment(),
            check=False,
        ).returncode
    )
