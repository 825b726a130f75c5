"""Open JupyterLab on the student's working copy, or on the whole clone for a teacher: find a port
and print the address.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from http.client import HTTPConnection, HTTPException

from neurolib import bootstrap
from neurolib.bootstrap import Stop
from neurolib.ground import MAP, SETTINGS, students_ground

FIRST_PORT = 8888


def serve(browser: bool, wanted: int | None, teacher: bool = False) -> None:
    """Run JupyterLab in this process until it is stopped; the token is passed in the environment,
    where ``ps`` does not show it.
    """
    root, page = (bootstrap.ROOT, "/lab") if teacher else (students_ground(), f"/lab/tree/{MAP}")
    port, token = free_port(wanted), secrets.token_urlsafe(12)
    # nbgrader calls alembic by name: the path matters
    os.environ.update(bootstrap.environment(), JUPYTER_TOKEN=token)
    os.chdir(root)  # where nbgrader looks for its settings
    address = f"http://127.0.0.1:{port}{page}?token={token}"
    threading.Thread(target=_announce, args=(port, address), daemon=True).start()
    from jupyterlab.labapp import LabApp

    workspaces = bootstrap.ROOT / ".workspaces"
    LabApp.launch_instance(
        [
            f"--ServerApp.root_dir={root}",
            f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.open_browser={browser}",
            f"--LabApp.default_url={page}",
            # no tab of the other role
            f"--LabApp.workspaces_dir={workspaces / ('teacher' if teacher else 'student')}",
            *SETTINGS,
            "-y",  # Ctrl+C stops it without a question
            *(["--allow-root"] if os.name != "nt" and os.geteuid() == 0 else []),
        ]
    )


def free_port(wanted: int | None, first: int | None = None) -> int:
    """Return the port asked for, or the first free one from ``first`` on, FIRST_PORT by default;
    JupyterLab's own search does not report which one it took.
    """
    first = FIRST_PORT if first is None else first
    for port in [wanted] if wanted is not None else range(first, first + 100):
        with socket.socket() as probe:
            if os.name != "nt":  # there the option would let two servers share the port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                continue
        if wanted is None and port != first:
            what = "a JupyterLab" if first == FIRST_PORT else "a lecture"
            print(
                f"Port {first} is taken, perhaps by {what} that still runs: this one takes {port}."
            )
        return port
    if wanted is None:
        raise Stop(f"The ports from {first} on are all taken: name a free one, as in --port 9000")
    raise Stop(
        f"Port {wanted} is taken or not allowed: leave --port out and a free one is "
        f"found, or name another, as in --port 9000"
    )


def _announce(port: int, address: str) -> None:
    """Print the address once JupyterLab answers."""
    for _ in range(600):
        time.sleep(0.2)
        server = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            server.request("GET", "/api")
            if server.getresponse().status == 200:
                print(
                    f"JupyterLab serves the course at\n  {address}\nTo stop it, press Ctrl+C here.",
                    flush=True,
                )
                return
        except (OSError, HTTPException):
            pass
        finally:
            server.close()
