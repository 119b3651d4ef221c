"""`make lock`: resolve all dependencies anew, for every platform, into hashed files without addresses."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
OPTIONS = ["--universal", "--generate-hashes", "--python-version", "3.11", "--no-header", "--no-annotate", "--quiet"]
LOCKS = {
    "requirements.lock": ["--group", "sandbox"],
    "requirements-test.lock": ["--group", "test", "--constraint", "requirements.lock"],
}


def main() -> int:
    """Write both lock files with uv, which is installed into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "uv"], check=True)
        for name, which in LOCKS.items():
            command = [f"{folder}/bin/uv", "pip", "compile", "pyproject.toml", *OPTIONS, *which, "--upgrade"]
            subprocess.run([*command, "--output-file", name], cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
