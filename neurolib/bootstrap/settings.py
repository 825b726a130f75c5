"""What JupyterLab does without being asked: its defaults in the course's environment, which each
person can still change.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DEFAULTS: dict[str, dict[str, Any]] = {
    # a chapter that is opened again shows its live figures before it has been run
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
    # no question about news, and no call to another host
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # no line of code ends outside a narrow window
    "@jupyterlab/notebook-extension:tracker": {"codeCellConfig": {"lineWrap": True}},
}


# parts of JupyterLab that are off: the tab's icon, which it fetched from the server twice at each
# move of a slider, to show a busy kernel
OFF = ("@jupyterlab/application-extension:faviconbusy",)


# what the course adds to Jupyter's server, whoever starts it: neurolib lab, jupyter lab, or a hub
# that uses this environment
SERVER = {"ServerApp": {"jpserver_extensions": {"neurolib.server": True}}}


def extend(folder: Path) -> None:
    """Turn the course's extension of Jupyter's server on, in a folder of Jupyter's settings such as
    ``.venv/etc/jupyter``.
    """
    _renew(folder / "jupyter_server_config.d" / "neurolib.json", SERVER)


def write(folder: Path) -> None:
    """Write the defaults to JupyterLab's folder of settings, and add to its page_config.json which
    parts are off.
    """
    _renew(folder / "overrides.json", DEFAULTS)
    page = folder / "page_config.json"
    try:
        settings = json.loads(page.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        settings = {}
    settings = settings if isinstance(settings, dict) else {}
    off = settings.get("disabledExtensions", {})
    off = (
        dict.fromkeys(off, True) if isinstance(off, list) else off if isinstance(off, dict) else {}
    )
    _renew(page, settings | {"disabledExtensions": dict.fromkeys(OFF, True) | off})


def _renew(path: Path, values: dict[str, Any]) -> None:
    text = (json.dumps(values, indent=1) + "\n").encode()
    if not path.is_file() or path.read_bytes() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
