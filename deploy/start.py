"""Start a part of a class's server on this machine: ``python deploy/start.py hub``.

Each part stays in the foreground until Ctrl+C, as a service manager expects it, and says what is
missing before it starts. What can be set is an environment variable, listed in the part's own file.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent


def hub() -> None:
    """Run JupyterHub with its proxy, by ``jupyterhub_config.py``."""
    missing = [
        name
        for name in ("jupyterhub", "jupyterhub_idle_culler")
        if not importlib.util.find_spec(name)
    ]
    if missing:
        sys.exit(
            f"{sys.executable} has no {' and no '.join(missing)}: "
            f'{sys.executable} -m pip install "neurolib-course[hub]"'
        )
    if not shutil.which("configurable-http-proxy"):
        sys.exit(
            "The hub needs the program configurable-http-proxy, which node runs: "
            "npm install -g configurable-http-proxy"
        )
    state = Path(os.environ.setdefault("NEUROLIB_HUB_STATE", "/srv/neurolib/hub"))
    state.mkdir(parents=True, exist_ok=True)
    state.chmod(0o700)  # the cookie secret and the tokens of all servers are in it
    with contextlib.suppress(OSError):  # the hub and its proxy answer while all else computes
        os.nice(-5)
        # where Linux shares the processors among sessions, a session has a precedence of its own
        Path("/proc/self/autogroup").write_text("-10", encoding="ascii")
    command = [sys.executable, "-m", "jupyterhub", "-f", str(HERE / "jupyterhub_config.py")]
    os.execv(sys.executable, command)


PARTS: dict[str, Callable[[], None]] = {"hub": hub}


def main(words: list[str]) -> None:
    """Start the part that is named."""
    if len(words) != 1 or words[0] not in PARTS:
        parts = "\n".join(f"  {name:8} {part.__doc__}" for name, part in PARTS.items())
        sys.exit(f"python deploy/start.py PART\n{parts}")
    PARTS[words[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
