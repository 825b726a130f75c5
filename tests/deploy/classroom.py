"""The hub of ``deploy/`` with the class of :mod:`machine`, for tests and for the storm: started,
watched, asked as a browser asks it, and stopped.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.append(str(ROOT))  # where the storm is run as a program
from tests.ports import free_port  # noqa: E402

PASSWORD = "a password of the tests"
# read last by deploy/jupyterhub_config.py: logins without the system's passwords, and a clock that
# notes the longest time for which the hub's loop stood still
TESTED = """
import asyncio, json, time
from pathlib import Path
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.Authenticator.allow_all = True
c.JupyterHub.load_groups = {{"teachers": {{"users": ["teacher"]}}}}
c.JupyterHub.log_level = "INFO"
c.Spawner.start_timeout = c.Spawner.http_timeout = 600  # a loaded machine is slow
{more}

def waited():
    # s for which this thread was ready to run and others had the processors
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9

async def tick():
    last, began, others, longest, late = time.monotonic(), time.monotonic(), waited(), 0.0, []
    own = 0.0
    while True:
        await asyncio.sleep(0.02)
        now, had = time.monotonic(), waited()
        gap, mine = now - last, now - last - (had - others)
        if gap > 0.2:
            late.append([round(now - began, 1), round(gap, 3), round(mine, 3)])
        if gap > longest or mine > own:
            longest, own = max(gap, longest), max(mine, own)
            Path({still!r}).write_text(json.dumps(dict(longest=longest, own=own, late=late)))
        last, others = time.monotonic(), waited()

from jupyterhub.app import JupyterHub
_start = JupyterHub.start
async def start(app):
    app.ticking = asyncio.create_task(tick())
    await _start(app)
JupyterHub.start = start
"""


def missing() -> str:
    """Return why the class cannot be started here; nothing if it can."""
    import importlib.util

    if os.name == "nt" or os.geteuid() != 0:
        return "only root can make the users of a class"
    for name in ("jupyterhub", "jupyterhub_idle_culler"):
        if not importlib.util.find_spec(name):
            return f'{name} is not installed: pip install "neurolib-course[hub]"'
    if not proxy():
        return "configurable-http-proxy is not installed: npm install -g configurable-http-proxy"
    for name in ("unshare", "nsenter", "setpriv"):
        if not shutil.which(name):
            return f"{name} is not installed: apt install util-linux"
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        return "this machine allows no mount namespace"
    return ""


def proxy() -> str | None:
    """Return the folder of the proxy: on the path, or as NEUROLIB_PROXY names it."""
    named = os.environ.get("NEUROLIB_PROXY")
    found = shutil.which("configurable-http-proxy", path=named) if named else None
    found = found or shutil.which("configurable-http-proxy")
    return str(Path(found).parent) if found else None


class Classroom:
    """A running hub with its users."""

    def __init__(self, place: Path, names: list[str], more: str = "", **variables: str) -> None:
        self.place, self.names = place, names
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.proxy_api = f"http://127.0.0.1:{free_port()}"
        self.hub_api = f"http://127.0.0.1:{free_port()}"
        self.exchange = place / "exchange"
        self.token = secrets.token_hex(16)
        own = place / "tested.py"
        service = f"""
c.JupyterHub.services.append(dict(name="watcher", api_token={self.token!r}))
c.JupyterHub.load_roles.append(dict(
    name="watcher", services=["watcher"], scopes=["admin:users", "admin:servers", "read:metrics"]))
"""
        own.write_text(
            TESTED.format(password=PASSWORD, still=str(place / "still.json"), more=service + more),
            encoding="utf-8",
        )
        own.chmod(0o600)
        kept = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "LANG", "LC_ALL")
            if name in os.environ
        }
        self.environment = {
            **kept,
            "PATH": os.pathsep.join(filter(None, [proxy(), kept.get("PATH")])),
            "NEUROLIB_COURSE": str(ROOT),
            "NEUROLIB_PYTHON": sys.executable,
            "NEUROLIB_EXCHANGE": str(self.exchange),
            "NEUROLIB_HUB_STATE": str(place / "hub"),
            "NEUROLIB_HUB_URL": self.url,
            "NEUROLIB_HUB_API": self.hub_api,
            "NEUROLIB_PROXY_API": self.proxy_api,
            "NEUROLIB_HUB_CONFIG": str(own),
            **variables,
        }

    def start(self) -> None:
        """Start the hub; return when its page answers."""
        words = [sys.executable, str(HERE / "machine.py"), str(self.place), *self.names]
        self.log = (self.place / "hub.log").open("wb")
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", *words],
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        import urllib.request

        for _ in range(3000):
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/hub/login", timeout=5).read()
                return
            time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"The hub did not start:\n{self.said()}")

    def said(self) -> str:
        return (self.place / "hub.log").read_text(encoding="utf-8", errors="replace")[-8000:]

    def stop(self) -> None:
        """Stop the hub, its proxy and every server, by the hub itself where it still can."""
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
        uids = {str(61001 + n) for n in range(len(self.names))}
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                status = (process / "status").read_text()
                mine = re.search(r"^Uid:\s+(\d+)", status, re.MULTILINE)
                here = os.readlink(process / "ns" / "mnt") != os.readlink("/proc/self/ns/mnt")
                if mine and mine[1] in uids and here:
                    os.kill(int(process.name), signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def still(self) -> dict[str, Any]:
        """The ``longest`` time in seconds for which the hub's loop stood still, and the longest of
        the hub's ``own``, without the time for which others had the processors.
        """
        return dict(json.loads((self.place / "still.json").read_text()))

    def run_as(
        self, name: str, *words: str | Path, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as a user on the class's machine."""
        command, environment = self._as(name, words, options.pop("env", {}))
        return subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            timeout=options.pop("timeout", 900),
            check=False,
            cwd="/",
            **options,
        )

    def start_as(self, name: str, *words: str | Path) -> subprocess.Popen[bytes]:
        """Start a program of a user that runs until the class ends; what it says is in hub.log."""
        command, environment = self._as(name, words, {})
        return subprocess.Popen(
            command, env=environment, cwd="/", stdout=self.log, stderr=subprocess.STDOUT
        )

    def _as(
        self, name: str, words: tuple[str | Path, ...], variables: dict[str, str]
    ) -> tuple[list[str], dict[str, str]]:
        """The command with which root runs a user's, and its environment."""
        uid = str(self.uid(name))
        become = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--"]
        environment = {
            "PATH": self.environment["PATH"],
            "HOME": str(self.place / "home" / name),
            "USER": name,
            "NEUROLIB_EXCHANGE": str(self.exchange),
        }
        enter = ["nsenter", f"--target={self.process.pid}", "--mount"]
        return [*enter, *become, *map(str, words)], environment | variables

    def uid(self, name: str) -> int:
        """The number of a user, which is that of the user's own group, too."""
        return 61001 + self.names.index(name)

    def python_as(self, name: str, code: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run Python code as a user on the class's machine."""
        return self.run_as(name, sys.executable, "-c", code, **options)

    def proxy(self) -> int:
        """The process of the proxy."""
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (folder / "cmdline").read_text()
                if (
                    "configurable-http-proxy" in command
                    and self.proxy_api[7:].split(":")[1] in command
                ):
                    return int(folder.name)
        raise ProcessLookupError("no proxy")

    def servers(self, name: str) -> list[int]:
        """The process of a user's server."""
        return self.processes(name, "neurolib.hub")

    def processes(self, name: str, word: str) -> list[int]:
        """The processes of a user whose command holds a word."""
        uid, found = 61001 + self.names.index(name), []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if folder.stat().st_uid == uid and word in (folder / "cmdline").read_text():
                    found.append(int(folder.name))
        return found


def memory(pid: int) -> dict[str, float]:
    """Memory of a process in MB: RSS, and PSS, in which what processes share is divided."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    found = dict(re.findall(r"^(Rss|Pss):\s+(\d+) kB", text, re.MULTILINE))
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    data = re.search(r"VmData:\s+(\d+)", status)
    return {name: int(kb) / 1024 for name, kb in found.items()} | {
        "Data": int(data[1]) / 1024 if data else 0.0
    }


class Student:
    """A student's browser: cookies, a login, the waiting page, the server."""

    def __init__(self, classroom: Classroom, name: str) -> None:
        self.classroom, self.name = classroom, name
        self.places: list[str] = []  # sentences of the waiting page
        self.refused = 0  # times that the queue was full

    async def __aenter__(self) -> Student:
        import aiohttp

        self.session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=aiohttp.ClientTimeout(total=None, sock_read=600),
            connector=aiohttp.TCPConnector(limit=0),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    @property
    def base(self) -> str:
        return f"{self.classroom.url}/user/{self.name}"

    async def login(self) -> None:
        """Send the form of the login page; the hub then begins to start the server."""
        url = f"{self.classroom.url}/hub/login"
        async with self.session.get(url) as page:
            await page.text()
        form = {"username": self.name, "password": PASSWORD, "_xsrf": self.xsrf("/hub/")}
        async with self.session.post(url, data=form, allow_redirects=False) as answer:
            assert answer.status == 302, (answer.status, await answer.text())

    def xsrf(self, path: str) -> str:
        from yarl import URL

        cookies = self.session.cookie_jar.filter_cookies(URL(f"{self.classroom.url}{path}"))
        return cookies["_xsrf"].value

    async def start(self, patience: float = 600) -> float:
        """Ask for the server as a browser does; return the seconds until it was ready."""
        import asyncio

        began = time.monotonic()
        while time.monotonic() - began < patience:
            async with self.session.get(f"{self.classroom.url}/hub/spawn") as page:
                text, status, url = await page.text(), page.status, str(page.url)
            if status == 429:  # the page comes back by itself
                self.refused += 1
                wait = re.search(r'http-equiv="refresh" content="(\d+)"', text)
                assert wait, text
                await asyncio.sleep(min(int(wait[1]), 30))
                continue
            if "/user/" in url:
                return time.monotonic() - began
            progress = re.search(r'EventSource\("([^"]+)"\)', text)
            if not progress and status == 200:  # it is being stopped: the page comes back by itself
                await asyncio.sleep(1)
                continue
            assert progress, (status, url, text[-3000:])
            async for event in self._events(progress[1]):
                self.places.append(event.get("message", ""))
                assert not event.get("failed"), event
                if event.get("ready"):
                    return time.monotonic() - began
        raise TimeoutError(f"{self.name} has no server after {patience} s: {self.places[-3:]}")

    async def _events(self, address: str) -> AsyncIterator[dict[str, Any]]:
        import html

        url = f"{self.classroom.url}{html.unescape(address)}".replace("\\u0026", "&")
        async with self.session.get(url) as stream:
            assert stream.status == 200, (stream.status, await stream.text())
            async for line in stream.content:
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])

    async def page(self, path: str = "/lab") -> tuple[int, str]:
        """Open a page of the own server, through the login that the server asks the hub for."""
        async with self.session.get(f"{self.base}{path}") as page:
            return page.status, await page.text()

    async def ask(self, path: str, method: str = "GET", **options: Any) -> tuple[int, Any]:
        """Ask the own server's API."""
        headers = {"X-XSRFToken": self.xsrf(f"/user/{self.name}/")}
        async with self.session.request(
            method, f"{self.base}{path}", headers=headers, **options
        ) as answer:
            text = await answer.text()
        with contextlib.suppress(ValueError):
            return answer.status, json.loads(text)
        return answer.status, text

    async def kernel(self, path: str) -> str:
        """Start a kernel for a notebook; return its number."""
        body = {"kernel": {"name": "python3"}, "name": path, "path": path, "type": "notebook"}
        status, session = await self.ask("/api/sessions", "POST", json=body)
        assert status == 201, session
        return str(session["kernel"]["id"])

    async def run(self, kernel: str, code: str, patience: float = 120) -> str:
        """Run code in a kernel; return what it printed, or its error."""
        import uuid

        url = f"{self.base}/api/kernels/{kernel}/channels".replace("http", "ws", 1)
        headers = {"Origin": self.classroom.url}
        asked, out = uuid.uuid4().hex, ""
        message = {
            "header": {"msg_id": asked, "msg_type": "execute_request", "version": "5.3",
                       "session": asked, "username": self.name, "date": ""},
            "parent_header": {}, "metadata": {}, "channel": "shell", "buffers": [],
            "content": {"code": code, "silent": False, "store_history": False,
                        "user_expressions": {}, "allow_stdin": False, "stop_on_error": True},
        }  # fmt: skip
        async with self.session.ws_connect(url, headers=headers) as socket_:
            await socket_.send_str(json.dumps(message))
            async for received in socket_:
                said = json.loads(received.data)
                if said["parent_header"].get("msg_id") != asked:
                    continue
                content, kind = said["content"], said["msg_type"]
                if kind == "stream":
                    out += content["text"]
                elif kind == "error":
                    out += f"{content['ename']}: {content['evalue']}"
                elif kind == "status" and content["execution_state"] == "idle":
                    return out
        raise ConnectionError(f"the kernel of {self.name} ended: {out}")


@contextlib.contextmanager
def running(place: Path, names: list[str], more: str = "", **variables: str) -> Iterator[Classroom]:
    """A class in a folder that all its users can reach."""
    for folder in [place, *place.parents]:
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    classroom = Classroom(place, names, more, **variables)
    classroom.start()
    try:
        yield classroom
    finally:
        classroom.stop()
