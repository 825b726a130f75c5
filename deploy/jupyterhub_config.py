"""JupyterHub for a class on one machine, where each student is a user of the system.

Start it with ``python deploy/start.py hub``, which says what is missing. The guide's page *For a
class* describes the set-up step by step. Everything that differs from class to class is an
environment variable or stands in the file that ``NEUROLIB_HUB_CONFIG`` names, which is read last.

Tried with JupyterHub 6.1.
"""

import os
import sys
from pathlib import Path

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - the loader's own
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from prepared_servers import PreparedSpawner  # noqa: E402 - they lie beside this file
from queue_of_starts import queued  # noqa: E402

# --- Where things are -----------------------------------------------------------------------------

# What students read: an edition, which has no solutions, with its own .venv. It belongs to root.
COURSE = Path(os.environ.get("NEUROLIB_COURSE", "/srv/neurolib/course"))
# The Python of the course, which is the students'. JupyterHub is installed in it, too.
PYTHON = os.environ.get("NEUROLIB_PYTHON", str(COURSE / ".venv" / "bin" / "python"))
# The teacher's clone, with solutions and gradebook: in the teacher's home, closed to all others.
CLONE = os.environ.get("NEUROLIB_CLONE", "")
CLONE_PYTHON = os.environ.get("NEUROLIB_CLONE_PYTHON", f"{CLONE}/.venv/bin/python")
# The folder of the class, which the teacher has made with `neurolib exchange`.
EXCHANGE = os.environ.get("NEUROLIB_EXCHANGE", "/srv/neurolib/exchange")
TEACHERS = set(os.environ.get("NEUROLIB_TEACHERS", "").split())
# What the hub keeps: its cookie secret, its database, its log. Closed to all others.
STATE = Path(os.environ.get("NEUROLIB_HUB_STATE", "/srv/neurolib/hub"))

c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")
# SQLite serves a class of some hundred students. A larger one, or a hub on several machines, uses
# PostgreSQL, over the socket, where it knows who asks:
# postgresql+psycopg:///hub?host=/run/postgresql
c.JupyterHub.db_url = os.environ.get("JUPYTERHUB_DB_URL", f"sqlite:///{STATE / 'hub.sqlite'}")

# --- Addresses ------------------------------------------------------------------------------------

# Ports below 1024 are root's: while the hub is down, no student can answer in its place.
# The proxy listens here. Put a web server with a certificate in front of it, or set ssl_key and
# ssl_cert: without TLS, passwords can be read on their way.
c.JupyterHub.bind_url = os.environ.get("NEUROLIB_HUB_URL", "http://127.0.0.1:880")
# With a domain for each student, a page that one student makes cannot act in the hub with another
# student's cookies. It needs a wildcard in the DNS and in the certificate: *.hub.example.edu
c.JupyterHub.subdomain_host = os.environ.get("NEUROLIB_HUB_DOMAIN", "")
# The hub and the proxy talk to each other on this machine alone.
c.JupyterHub.hub_bind_url = os.environ.get("NEUROLIB_HUB_API", "http://127.0.0.1:881")
c.ConfigurableHTTPProxy.api_url = os.environ.get("NEUROLIB_PROXY_API", "http://127.0.0.1:882")

# --- Who may enter --------------------------------------------------------------------------------

# Users of the system log in with their password, if they are in the group "students". For the
# university's own login, set another authenticator, for example of the package oauthenticator.
c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.open_sessions = False
c.PAMAuthenticator.allowed_groups = {"students"}
c.Authenticator.allowed_users = TEACHERS
c.Authenticator.allow_existing_users = False  # who left the group no longer enters
c.JupyterHub.load_groups = {"teachers": {"users": sorted(TEACHERS)}}

# --- What each server is --------------------------------------------------------------------------

# Servers start in turn, `at_once` of them together, and the waiting page shows the place.
c.JupyterHub.spawner_class = queued(PreparedSpawner)
c.QueuedPreparedSpawner.at_once = int(os.environ.get("NEUROLIB_HUB_AT_ONCE", "2"))
# How many may be in the queue. Whoever comes later reads that the queue is full, and the page
# comes back by itself after half a minute (templates/error.html).
c.JupyterHub.concurrent_spawn_limit = int(os.environ.get("NEUROLIB_HUB_QUEUE", "500"))
c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}  # show the waiting page at once
c.JupyterHub.template_paths = [str(HERE / "templates")]
c.Spawner.start_timeout = 120  # s, from its turn on
c.Spawner.http_timeout = 120
# five starts in a row that fail by themselves end the hub by default, and with it the class
c.Spawner.consecutive_failure_limit = 0

# The server runs with the student's rights, makes the working copy ~/neurolib, and brings it up to
# date. Students' servers are forked from one that is prepared (prepared_servers.py). They and their
# kernels give way to the hub, so that the hub answers while they start.
c.Spawner.cmd = [PYTHON, "-m", "neurolib.hub"]
c.PreparedSpawner.prepared = c.Spawner.cmd
c.Spawner.environment = {"NEUROLIB_EXCHANGE": EXCHANGE}
# The hub's own variables do not go to students: neither its secrets nor its PYTHONPATH.
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL"]
# Bytes that one process of a student may take. Of these, a kernel of the course takes up to
# 0.4 GB. A cell that wants more gets a MemoryError, and everybody else keeps their memory.
c.Spawner.mem_limit = os.environ.get("NEUROLIB_HUB_MEMORY", "2G")

# The teacher opens the clone, where Formgrader, solutions and gradebook are. What keeps a student
# from it is that the clone is closed to other users, not that a menu is missing.
if CLONE:
    c.Spawner.group_overrides = {
        "teachers": {
            "groups": ["teachers"],
            "spawner_override": {
                "cmd": [CLONE_PYTHON, "-m", "neurolib.hub", "--teacher", CLONE],
                "mem_limit": None,
            },
        }
    }

# --- Who may do what in the hub -------------------------------------------------------------------

c.JupyterHub.load_roles = [
    {  # a teacher sees who is there and can stop a server, but can open no student's server
        "name": "teacher",
        "scopes": ["admin-ui", "list:users", "read:servers", "delete:servers"],
        "groups": ["teachers"],
    },
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    },
]

# --- Servers that nobody uses ---------------------------------------------------------------------

# A server that nobody has used for an hour is stopped, which frees its memory. JupyterLab saves an
# open notebook every 30 s (neurolib/hub/config), so the text of at most 30 s is lost, and of a tab
# that stays open nothing. The variables of its kernels are lost: run the notebook again.
IDLE = os.environ.get("NEUROLIB_HUB_IDLE", "3600")  # s
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            sys.executable,
            "-m",
            "jupyterhub_idle_culler",
            f"--timeout={IDLE}",
            f"--cull-every={max(int(IDLE) // 12, 2)}",
            "--concurrency=4",
        ],
    }
]
# what a server reports, and how often: the culler reads it
c.Spawner.poll_interval = 30
c.JupyterHub.last_activity_interval = 60
# No number of running servers without a login, and none of the hub's versions.
c.JupyterHub.authenticate_prometheus = True

# --- What your class has set ----------------------------------------------------------------------

if own := os.environ.get("NEUROLIB_HUB_CONFIG"):
    load_subconfig(own)  # type: ignore[name-defined]  # noqa: F821 - the loader's own
