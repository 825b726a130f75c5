"""The course on The Littlest JupyterHub: copy this file and ``queue_of_starts.py`` to
``/opt/tljh/config/jupyterhub_config.d/``, then ``sudo tljh-config reload``.

The Littlest JupyterHub makes a user of the system ``jupyter-NAME`` for each student, starts servers
through systemd, which keeps the limits of memory, gives each a /tmp of its own, and stops idle
servers. So this file sets only what belongs to the course. What belongs to your class is set with
``tljh-config``::

    sudo tljh-config set limits.memory 2G
    sudo tljh-config set services.cull.timeout 3600
    sudo tljh-config add-item users.allowed ada

Written for The Littlest JupyterHub 2.0, whose hub is JupyterHub 5: install the same version beside
the course, with ``/srv/neurolib/course/.venv/bin/python -m pip install "jupyterhub>=5.2,<6"``. Its
installer needs a machine of its own with systemd, so this file was not run with the tests of the
course. ``jupyterhub_config.py``, which was, sets the same.
"""

import os
import sys
from pathlib import Path

from tljh.user_creating_spawner import UserCreatingSpawner

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - the loader's own
sys.path.insert(0, str(Path(__file__).resolve().parent))
from queue_of_starts import queued  # noqa: E402 - it lies beside this file

COURSE = Path(os.environ.get("NEUROLIB_COURSE", "/srv/neurolib/course"))
EXCHANGE = os.environ.get("NEUROLIB_EXCHANGE", "/srv/neurolib/exchange")
CLONE = os.environ.get("NEUROLIB_CLONE", "")
TEACHERS = sorted(os.environ.get("NEUROLIB_TEACHERS", "").split())

# Servers start in turn, one for each core.
c.JupyterHub.spawner_class = queued(UserCreatingSpawner)
c.QueuedUserCreatingSpawner.at_once = os.cpu_count() or 2
c.JupyterHub.concurrent_spawn_limit = 500
c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}

# The environment of the course, rather than the one that all users of this hub share.
c.Spawner.cmd = [str(COURSE / ".venv" / "bin" / "python"), "-m", "neurolib.hub"]
c.Spawner.default_url = ""  # the map of the course
c.Spawner.environment = {"NEUROLIB_EXCHANGE": EXCHANGE}
c.JupyterHub.load_groups = {"teachers": {"users": TEACHERS}}
if CLONE:
    c.Spawner.group_overrides = {
        "teachers": {
            "groups": ["teachers"],
            "spawner_override": {
                "cmd": [f"{CLONE}/.venv/bin/python", "-m", "neurolib.hub", "--teacher", CLONE],
            },
        }
    }
