"""Nobody reads another's work on the hub of ``deploy/``: tried by a student with the means of a user
of the machine, against files, processes, sockets, the hub, the proxy, and the exchange; and what
one student's full disk or memory does to others.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
from classroom import Classroom, Student, missing, running

pytestmark = [pytest.mark.exhaustive, pytest.mark.slow]
if missing():
    pytestmark.append(pytest.mark.skip(reason=missing()))

SET = "ps0-tiny"
SENTENCE = f"this-is-the-work-of-ada-{secrets.token_hex(8)}"  # nobody else has it in a file
NOTEBOOK = f"exercises/{SET}/{SET}.ipynb"
# what runs as Ben and looks into all that it can open; prints where it found a word
LOOK = """
import os, sys
words = [word.encode() for word in sys.argv[1].split(",")]
def look(path):
    try:
        with open(path, "rb", buffering=0) as file:
            content = file.read(4_000_000)
    except (OSError, ValueError):
        return
    for word in words:
        if word in content:
            print("found", path)
for root in sys.argv[2:]:
    for folder, folders, files in os.walk(root):
        for name in files:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                look(path)
for number in filter(str.isdigit, os.listdir("/proc")):
    if int(number) != os.getpid():
        for name in ("environ", "cmdline", "maps", "cwd/x", "root/x"):
            look(f"/proc/{number}/{name}")
        for name in ("fd", "cwd", "map_files"):
            try:
                if os.stat(f"/proc/{number}").st_uid != os.getuid():
                    os.listdir(f"/proc/{number}/{name}"), print("found", number, name)
            except OSError:
                pass
print("looked")
"""


def notebook(text: str) -> dict[str, Any]:
    """A notebook with this text in its one cell, as JupyterLab saves it."""
    cell = {"cell_type": "markdown", "id": "one", "metadata": {}, "source": text}
    content = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return {"type": "notebook", "format": "json", "content": content}


COURSE = f"""
import nbformat, os, shutil
from nbformat.v4 import new_code_cell, new_notebook
meta = dict(grade_id="a", schema_version=3, grade=False, solution=True, locked=False, task=False)
test = dict(grade_id="b", schema_version=3, grade=True, solution=False, locked=True, task=False,
            points=1)
cells = [
    new_code_cell("def f(x):\\n    ### BEGIN SOLUTION\\n    return x\\n    ### END SOLUTION",
                  metadata=dict(nbgrader=meta)),
    new_code_cell("assert f(1) == 1", metadata=dict(nbgrader=test)),
]
os.makedirs("clone/solutions/{SET}")
spec = dict(name="python3", display_name="Python", language="python")
nbformat.write(new_notebook(cells=cells, metadata=dict(kernelspec=spec)),
               "clone/solutions/{SET}/{SET}.ipynb")
"""


@pytest.fixture(scope="module")
def do() -> Iterator[Callable[[Any], Any]]:
    """Run one thing after the other in one loop."""
    loop = asyncio.new_event_loop()
    yield loop.run_until_complete
    loop.close()


@pytest.fixture(scope="module")
def room() -> Iterator[Classroom]:
    """The hub, with a course whose teacher has made the exchange and released a set."""
    with tempfile.TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        place.chmod(0o755)  # as far as Ben can look, he looks
        (place / "exchange").mkdir()
        (place / "exchange").chmod(0o1777)
        clone = place / "home" / "teacher" / "clone"
        variables = {
            "NEUROLIB_CLONE": str(clone),
            "NEUROLIB_CLONE_PYTHON": sys.executable,
            "NEUROLIB_TEACHERS": "teacher",
            "NEUROLIB_HUB_MEMORY": "1G",
        }
        with running(place, ["ada", "ben", "teacher"], **variables) as room:
            home = f"import os; os.chdir({str(clone.parent)!r})\n"
            for done in (
                room.python_as("teacher", home + COURSE),
                room.run_as(
                    "teacher", "cp", Path(__file__).parents[2] / "nbgrader_config.py", clone
                ),
                neurolib(room, "teacher", "exchange", str(room.exchange), "--course", str(clone)),
                neurolib(room, "teacher", "release", SET, "--course", str(clone)),
            ):
                assert done.returncode == 0, done.stdout + done.stderr
            yield room


def neurolib(room: Classroom, name: str, *words: str) -> Any:
    work = str(room.place / "home" / name / "neurolib")
    return room.run_as(
        name, sys.executable, "-m", "neurolib.cli", *words, env={"NEUROLIB_WORK": work}
    )


@pytest.fixture(scope="module")
def both(room: Classroom, do: Any) -> Iterator[Any]:
    """Ada, who has written, run and handed in something, and Ben, who has a server."""

    async def come() -> Any:
        ada, ben = [await Student(room, name).__aenter__() for name in ("ada", "ben")]
        for student in ada, ben:
            await student.login()
            await student.start()
            assert (await student.page())[0] == 200
        status, said = await ada.ask(f"/api/contents/{NOTEBOOK}", "PUT", json=notebook(SENTENCE))
        assert status == 200, said
        kernel = await ada.kernel(NOTEBOOK)
        assert await ada.run(kernel, f"print({SENTENCE!r})") == SENTENCE + "\n"
        return SimpleNamespace(ada=ada, ben=ben, kernel=kernel)

    both = do(come())
    done = neurolib(room, "ada", "submit", SET)
    assert done.returncode == 0, done.stdout + done.stderr
    yield both
    do(both.ada.session.close())
    do(both.ben.session.close())


def variable(pid: int, name: str) -> str:
    """A variable of a process, as root sees it."""
    for pair in environ(pid):
        if pair.startswith(name.encode() + b"="):
            return pair.partition(b"=")[2].decode()
    raise KeyError(name)


def test_no_file_and_no_process_shows_it(room: Classroom, both: Any, do: Any) -> None:
    """Ben looks for Ada's sentence and for every secret through which it could be had."""
    shown = "import os; print(os.environ['JUPYTERHUB_API_TOKEN'])"
    token = do(both.ada.run(both.kernel, shown)).strip()
    assert len(token) > 20
    secret = (room.place / "hub" / "cookie_secret").read_text().strip()
    proxy = variable(room.proxy(), "CONFIGPROXY_AUTH_TOKEN")
    words = [SENTENCE, token, secret, proxy, room.token]
    places = [room.place, "/tmp", "/dev/shm", "/run", "/var/tmp"]
    looked = room.python_as("ben", LOOK).stdout  # without words: it fails
    assert "looked" not in looked
    looked = room.run_as("ben", sys.executable, "-c", LOOK, ",".join(words), *places)
    assert looked.stdout == "looked\n", looked.stdout + looked.stderr
    own = room.run_as("ada", sys.executable, "-c", LOOK, SENTENCE, *places)
    assert NOTEBOOK in own.stdout, "whoever may read it finds it so"


def test_a_server_has_nothing_of_the_process_that_it_was_forked_from(
    room: Classroom, both: Any
) -> None:
    """No secret is in that process, and a server keeps neither its rights nor its pipe to the hub."""
    prepared = prepared_process(room)
    names = {pair.split(b"=")[0] for pair in environ(prepared) if pair}
    assert names <= {b"PATH", b"LANG", b"LC_ALL"}
    (server,) = room.servers("ada")
    status = Path(f"/proc/{server}/status").read_text()
    ada = str(61001 + room.names.index("ada"))
    for kind in "Uid", "Gid":
        (line,) = [line for line in status.splitlines() if line.startswith(f"{kind}:")]
        assert line.split()[1:] == [ada] * 4
    (groups,) = [line for line in status.splitlines() if line.startswith("Groups:")]
    assert set(groups.split()[1:]) <= {ada, "61000"}
    pipes = {os.readlink(f"/proc/{prepared}/fd/{n}") for n in (0, 1)}
    assert all(pipe.startswith("pipe:") for pipe in pipes)
    kept = {os.readlink(place) for place in Path(f"/proc/{server}/fd").iterdir()}
    assert not pipes & kept


def test_no_token_of_one_student_is_in_the_memory_of_anothers_server(
    room: Classroom, both: Any, do: Any
) -> None:
    """The process that servers are forked from reads no request itself, so nothing of one student
    is in the memory that the next one gets.
    """
    shown = "import os; print(os.environ['JUPYTERHUB_API_TOKEN'])"
    token = do(both.ada.run(both.kernel, shown)).strip().encode()
    (ada,), (ben,) = room.servers("ada"), room.servers("ben")
    assert held(ada, token), "where it is, it is found"
    assert not held(prepared_process(room), token)
    assert not held(ben, token)


def held(pid: int, word: bytes) -> bool:
    return any(word in part for part in memory(pid))


def memory(pid: int) -> Iterator[bytes]:
    """Yield what a process may write to of its memory, piece by piece."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as file:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            low, high = (int(end, 16) for end in span.split("-"))
            if rights.startswith("rw"):
                with contextlib.suppress(OSError, ValueError, OverflowError):
                    file.seek(low)
                    yield file.read(high - low)


def prepared_process(room: Classroom) -> int:
    """Return the number of the process that this hub's servers are forked from."""
    (prepared,) = [
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if folder.stat().st_uid == 0
        and b"--prepare" in (folder / "cmdline").read_bytes()
        and str(room.place).encode()
        in Path("/proc/self/mounts").read_bytes() + (folder / "mounts").read_bytes()
    ]
    return prepared


def environ(pid: int) -> list[bytes]:
    return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")


def test_the_homes_of_others_and_the_hubs_own_folder_are_closed(room: Classroom, both: Any) -> None:
    home = room.place / "home"
    for folder in (
        home / "ada" / "neurolib",
        home / "teacher",
        room.place / "hub",
        room.exchange / "neurolib" / "inbound",
    ):
        listed = room.run_as("ben", "ls", folder)
        assert listed.returncode and "Permission denied" in listed.stderr, (folder, listed)
    assert room.run_as("teacher", "ls", home / "teacher" / "clone" / "solutions").returncode == 0


def test_in_the_exchange_ben_can_only_add_his_own(room: Classroom, both: Any) -> None:
    inbound = room.exchange / "neurolib" / "inbound"
    (handed_in,) = room.run_as("teacher", "sh", "-c", f"ls -d {inbound}/ada+*").stdout.splitlines()
    for words in (
        ["mv", handed_in, f"{inbound}/gone"],
        ["rm", "-r", handed_in],
        ["mkdir", str(room.exchange / "neurolib" / "outbound" / "ps9")],
        ["sh", "-c", f"echo >> {room.exchange}/neurolib/outbound/{SET}/{SET}.ipynb"],
    ):
        tried = room.run_as("ben", *words)
        assert tried.returncode, words
    assert neurolib(room, "ben", "submit", SET).returncode == 0
    assert len(room.run_as("teacher", "ls", inbound).stdout.split()) >= 2


def test_no_socket_of_ada_tells_ben_what_her_kernel_prints(
    room: Classroom, both: Any, do: Any
) -> None:
    """The sockets of a kernel are no ports: a port of this machine is open to each of its users,
    and what a kernel prints goes to all who listen.
    """
    listen = """
import os, sys, time, zmq
ada = int(sys.argv[1])
lines = [line.split() for line in open("/proc/net/tcp")][1:]
ports = [int(line[1].split(":")[1], 16) for line in lines if line[3] == "0A" and int(line[7]) == ada]
context, sockets = zmq.Context(), []
for port in ports:
    socket = context.socket(zmq.SUB)
    socket.setsockopt(zmq.SUBSCRIBE, b"")
    socket.connect(f"tcp://127.0.0.1:{port}")
    sockets.append(socket)
print("listening", flush=True)
end = time.monotonic() + 6
while time.monotonic() < end:
    for socket in sockets:
        try:
            print(socket.recv_multipart(zmq.NOBLOCK))
        except zmq.Again:
            pass
    time.sleep(0.05)
print("ports", len(ports))
"""

    async def overheard() -> str:
        ada = str(61001 + room.names.index("ada"))
        heard = asyncio.create_task(
            asyncio.to_thread(room.run_as, "ben", sys.executable, "-c", listen, ada)
        )
        for _ in range(6):
            await asyncio.sleep(1)
            await both.ada.run(both.kernel, f"print({SENTENCE!r})")
        done = await heard
        return str(done.stdout + done.stderr)

    said = do(overheard())
    assert "ports" in said and "ports 0" not in said, (
        "her server has a port, which asks for a login"
    )
    assert SENTENCE not in said


def test_the_hub_and_the_proxy_tell_ben_nothing_of_ada(room: Classroom, both: Any, do: Any) -> None:

    async def own_token() -> str:
        kernel = await both.ben.kernel(NOTEBOOK)
        said = await both.ben.run(kernel, "import os; print(os.environ['JUPYTERHUB_API_TOKEN'])")
        return str(said.strip())

    token = do(own_token())
    assert len(token) > 20
    (port,) = [route.rpartition(":")[2] for route in [do(target(room, "ada"))]]
    ways = {
        "a stranger": {},
        "Ben's cookies": None,
        "the token of Ben's server": {"Authorization": f"token {token}"},
    }
    hub, direct = room.url, f"http://127.0.0.1:{port}"
    tried = [
        ("GET", f"{hub}/hub/api/users/ada"),
        ("GET", f"{hub}/hub/api/users/ada/tokens"),
        ("POST", f"{hub}/hub/api/users/ada/tokens"),
        ("DELETE", f"{hub}/hub/api/users/ada/server"),
        ("GET", f"{hub}/hub/api/users/ada/server/progress"),
        ("POST", f"{hub}/hub/api/shares/ada/"),
        ("GET", f"{hub}/hub/api/groups"),
        ("GET", f"{hub}/hub/api/services"),
        ("GET", f"{hub}/hub/api/proxy"),
        ("GET", f"{hub}/hub/metrics"),
        ("POST", f"{hub}/hub/api/shutdown"),
        *[
            (method, f"{base}/user/ada/{path}")
            for base in (hub, direct)
            for method, path in (
                ("GET", f"api/contents/{NOTEBOOK}"),
                ("GET", f"files/{NOTEBOOK}"),
                ("GET", "api/kernels"),
                ("GET", f"nbconvert/html/{NOTEBOOK}"),
                ("PUT", f"api/contents/{NOTEBOOK}"),
                ("GET", f"api/kernels/{both.kernel}/channels"),
            )
        ],
        ("GET", f"{room.proxy_api}/api/routes"),
        ("POST", f"{room.proxy_api}/api/routes/user/ada"),
    ]

    async def ask() -> list[str]:
        import aiohttp

        let: list[str] = []
        for way, headers in ways.items():
            async with aiohttp.ClientSession() as stranger:
                session = both.ben.session if headers is None else stranger
                for method, url in tried:
                    async with session.request(
                        method, url, headers=headers or {}, json={}, allow_redirects=False
                    ) as answer:
                        text = await answer.text()
                    if answer.status not in (302, 401, 403, 404, 405) or SENTENCE in text:
                        let.append(
                            f"{way}: {method} {url} is answered {answer.status} {text[:200]}"
                        )
        return let

    assert do(ask()) == []
    status, said = do(seen_users(room, token))
    assert status == 403 or [user["name"] for user in said] == ["ben"]
    assert do(both.ada.ask(f"/api/contents/{NOTEBOOK}"))[0] == 200, "whoever may read it does"


async def target(room: Classroom, name: str) -> str:
    """The address of a user's server, as the proxy knows it."""
    import aiohttp

    headers = {"Authorization": f"token {variable(room.proxy(), 'CONFIGPROXY_AUTH_TOKEN')}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{room.proxy_api}/api/routes", headers=headers) as answer,
    ):
        routes = await answer.json()
    return str(routes[f"/user/{name}"]["target"])


async def seen_users(room: Classroom, token: str) -> tuple[int, Any]:
    import aiohttp

    headers = {"Authorization": f"token {token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{room.url}/hub/api/users", headers=headers) as answer,
    ):
        return answer.status, await answer.json()


def test_formgrader_opens_for_the_teacher_alone(room: Classroom, both: Any, do: Any) -> None:
    async def opened() -> tuple[Any, Any, Any]:
        async with Student(room, "teacher") as teacher:
            await teacher.login()
            await teacher.start()
            assert (await teacher.page())[0] == 200
            theirs = await teacher.page("/formgrader")
            async with teacher.session.get(f"{room.url}/user/ada/api/contents") as answer:
                ada = answer.status
            return theirs, await both.ben.page("/formgrader"), ada

    teachers, students, ada = do(opened())
    assert teachers[0] == 200 and "formgrader" in teachers[1].lower()
    assert students[0] == 404
    assert ada == 403, "a teacher opens no student's server"


def test_a_cell_that_wants_all_memory_gets_an_error_of_its_own(both: Any, do: Any) -> None:
    async def wanted() -> tuple[str, str]:
        kernel = await both.ben.kernel(NOTEBOOK)
        said = await both.ben.run(kernel, "x = bytearray(3_000_000_000)")
        return said, await both.ben.run(kernel, "print('still here')")

    assert do(wanted()) == ("MemoryError: ", "still here\n")
    assert do(both.ada.run(both.kernel, "print(1)")) == "1\n"


def test_a_full_disk_hurts_its_owner_alone_who_can_come_back_and_make_room(
    room: Classroom, both: Any, do: Any
) -> None:
    full = "with open('big', 'wb') as file:\n    while True: file.write(bytes(100_000))"

    async def fill() -> None:
        kernel = await both.ben.kernel(NOTEBOOK)
        assert "No space left" in await both.ben.run(kernel, full)
        await both.ben.run(kernel, "open('more', 'wb').write(bytes(90_000))")

    async def save(student: Any, text: str) -> tuple[int, Any]:
        status, said = await student.ask(
            f"/api/contents/{NOTEBOOK}", "PUT", json=notebook(text * 20_000)
        )
        return int(status), said

    do(fill())
    status, said = do(save(both.ben, "ben's"))
    assert status >= 500 and "No space left on device" in json.dumps(said), (status, said)
    assert do(save(both.ada, SENTENCE))[0] == 200
    assert do(both.ada.run(both.kernel, "print(2)")) == "2\n"
    assert neurolib(room, "ada", "submit", SET).returncode == 0

    async def again() -> None:
        url = f"{room.url}/hub/api/users/ben/server"
        headers = {"X-XSRFToken": both.ben.xsrf("/hub/")}
        async with both.ben.session.delete(url, headers=headers) as answer:
            assert answer.status in (202, 204), await answer.text()
        for _ in range(100):
            if not room.servers("ben"):
                break
            await asyncio.sleep(0.3)
        await both.ben.start()
        assert (await both.ben.page())[0] == 200
        kernel = await both.ben.kernel(NOTEBOOK)
        assert await both.ben.run(kernel, "print(3)") == "3\n"
        folder = NOTEBOOK.rpartition("/")[0]
        for name in ("big", "more"):
            await both.ben.ask(f"/api/contents/{folder}/{name}", "DELETE")
        assert (await save(both.ben, "ben's"))[0] == 200
        kept = await both.ben.run(kernel, "import pathlib as p; print(*p.Path.home().rglob('big'))")
        assert kept == "\n", "what is deleted is in no trash folder on the same disk"

    do(again())
