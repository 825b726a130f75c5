"""The hub of ``deploy/``: the queue of starts, culling and coming back; and what each part sets."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from neurolib import bootstrap
from neurolib.bootstrap import Stop
from neurolib.hub import single_user

HERE = Path(__file__).resolve().parent
DEPLOY = HERE.parents[1] / "deploy"
sys.path[:0] = [str(HERE), str(DEPLOY)]
import queue_of_starts  # noqa: E402
from classroom import Student, missing, running  # noqa: E402
from storm import storm  # noqa: E402

HUB = [
    pytest.mark.exhaustive,
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=missing() or "a hub can be started"),
]


def on_hub(function: Any) -> Any:
    """Mark a test that starts the real hub."""
    for mark in HUB:
        function = mark(function)
    return function


# --- the queue, with spawners that only say what they are told ------------------------------------


class Spawner:
    """What the queue sees of a spawner."""

    def __init__(self, number: int) -> None:
        self.number, self.pending, self.ready = number, "spawn", False

    def done(self, ready: bool = True) -> None:
        self.pending, self.ready = "", ready


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds: on a loaded machine the queue may look once in a long sleep."""

    async def look() -> None:
        while not holds():
            await asyncio.sleep(0.001)

    await asyncio.wait_for(look(), 300)


async def started(starts: Any, spawners: list[Spawner], at_once: int) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(starts.turn(each, at_once)) for each in spawners]
    await asyncio.sleep(0)
    return tasks


def test_starts_come_in_turn_and_the_place_counts_down(monkeypatch: Any) -> None:
    monkeypatch.setattr(queue_of_starts, "LOOK", 0.001)

    async def told() -> None:
        starts, all_ = queue_of_starts.Starts(), [Spawner(n) for n in range(6)]
        tasks = await started(starts, all_, 2)
        assert [starts.place(each) for each in all_] == [0, 0, 1, 2, 3, 4]
        assert [task.done() for task in tasks] == [True, True, False, False, False, False]
        all_[1].done()
        await until(lambda: [starts.place(each) for each in all_] == [0, 0, 0, 1, 2, 3])
        all_[0].done(ready=False)  # a start that fails makes room, too
        all_[2].done()
        await until(lambda: [starts.place(each) for each in all_] == [0, 0, 0, 0, 0, 1])
        assert starts.starting == {all_[3], all_[4]}
        for each in all_:
            each.done()
        await until(lambda: all(task.done() for task in tasks))
        await until(lambda: not starts.starting and not starts.waiting)

    asyncio.run(told())


def test_who_leaves_the_queue_holds_nobody_up(monkeypatch: Any) -> None:
    monkeypatch.setattr(queue_of_starts, "LOOK", 0.001)

    async def told() -> None:
        starts, all_ = queue_of_starts.Starts(), [Spawner(n) for n in range(4)]
        tasks = await started(starts, all_, 1)
        tasks[1].cancel()  # the student presses Stop
        await asyncio.sleep(0)
        assert [starts.place(each) for each in all_] == [0, 0, 1, 2]
        all_[0].done()
        while starts.place(all_[2]):
            await asyncio.sleep(0.001)
        all_[2].done()
        await until(lambda: starts.starting == {all_[3]})
        # a turn that comes in the moment in which its student leaves goes to the next one
        last = [Spawner(n) for n in range(2)]
        tasks = await started(starts, last, 1)
        all_[3].done()
        while starts.place(last[0]):
            await asyncio.sleep(0)
        if not tasks[0].done():
            tasks[0].cancel()
            last[0].done(ready=False)
        await asyncio.sleep(0.02)
        last[0].done()
        await until(lambda: starts.starting == {last[1]} and not starts.waiting)

    asyncio.run(told())


def test_the_waiting_page_gets_each_place_once(monkeypatch: Any) -> None:
    monkeypatch.setattr(queue_of_starts, "LOOK", 0.001)
    monkeypatch.setattr(queue_of_starts, "TELL", 0.001)
    monkeypatch.setattr(queue_of_starts, "STARTS", queue_of_starts.Starts())
    from traitlets import HasTraits

    class Base(HasTraits):
        pending, ready = "spawn", False

        def run_pre_spawn_hook(self) -> None:
            self.hooked = True

        async def progress(self) -> Any:
            yield {"message": "as ever"}

    waiting = queue_of_starts.queued(Base)

    async def told() -> list[str]:
        first, second, third = (waiting(at_once=1) for _ in range(3))
        runs = [asyncio.create_task(each.run_pre_spawn_hook()) for each in (first, second, third)]
        await asyncio.sleep(0)
        shown: list[str] = []

        async def watch() -> None:
            async for event in third.progress():
                shown.append(event["message"])

        page = asyncio.create_task(watch())
        for told, each in enumerate((first, second), 1):
            while len(shown) < told:
                await asyncio.sleep(0.001)
            each.pending, each.ready = "", True
        await asyncio.gather(page, *runs)
        assert third.hooked
        return shown

    shown = asyncio.run(told())
    assert "place in the queue is 2 of 2" in shown[0] and "place in the queue is 1 of" in shown[1]
    assert shown[2:] == ["Your server starts now.", "as ever"]
    assert waiting.__name__ == "QueuedBase"


# --- one person's server --------------------------------------------------------------------------


def test_numba_finds_the_folder_that_is_linked() -> None:
    caching = pytest.importorskip("numba.core.caching")
    folder = bootstrap.ROOT / "neurolib" / "engines"
    numbas = caching.UserProvidedCacheLocator.get_suitable_cache_subpath(str(folder / "engine.py"))
    assert single_user.cache_folder(folder) == numbas


def test_compiled_functions_are_linked_and_an_update_takes_stale_links_away(
    tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path / "course")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    made = tmp_path / "course" / "neurolib" / "engines" / "__pycache__" / "loop.nbi"
    made.parent.mkdir(parents=True)
    made.write_text("compiled")
    link = tmp_path / "cache" / single_user.cache_folder(made.parents[1]) / "loop.nbi"
    single_user._share_compiled()
    assert link.is_symlink() and link.read_text() == "compiled"
    link.unlink()
    link.write_text("a student's own")
    single_user._share_compiled()
    assert link.read_text() == "a student's own" and made.read_text() == "compiled"
    link.unlink()
    link.symlink_to(tmp_path / "gone")
    single_user._share_compiled()
    assert link.read_text() == "compiled"


def test_what_servers_are_forked_from_knows_no_home_but_two_that_each_server_sets(
    tmp_path: Path,
) -> None:
    """What JupyterLab works out when it is loaded is that of the hub's user."""
    pytest.importorskip("jupyterhub")
    look = """
import importlib
from traitlets import HasTraits
from neurolib.hub import prepared, single_user
def below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from below(each)
prepared.load()
for each in set(below(HasTraits)):
    for name, trait in vars(each).items():
        if "whose-home" in repr(getattr(trait, "default_value", "")):
            print(f"--{each.__name__}.{name}")
"""
    home = {"HOME": str(tmp_path / "whose-home"), "PATH": os.environ["PATH"]}
    said = subprocess.run(
        [sys.executable, "-c", look], env=home, capture_output=True, text=True, check=True
    )
    set_ = [word.split("=")[0] for word in single_user._own_folders()]
    assert sorted(said.stdout.split()) == sorted(set_)


@pytest.mark.parametrize(("breaks", "whole"), [("", False), ("del light.Unused.__getattr__", True)])
def test_a_server_does_without_the_hub_itself_where_its_version_can(
    breaks: str, whole: bool
) -> None:
    """Neither the hub's database nor its cryptography; and nobody else gets the empty modules."""
    pytest.importorskip("jupyterhub")
    look = f"""
import sys
from neurolib.hub import light
{breaks}
light.load()
from jupyterhub.singleuser import main
from jupyterhub.scopes import _intersect_expanded_scopes
mine = {{"access:servers!user=ada", "read:users!user=ada"}}
assert _intersect_expanded_scopes(mine, {{"access:servers"}}) == {{"access:servers!user=ada"}}
print("alembic" in sys.modules, "cryptography" in sys.modules)
from jupyterhub.orm import APIToken
assert APIToken.__table__.name == "api_tokens"
"""
    said = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True
    ).stdout
    assert said.split() == [str(whole)] * 2


def test_a_server_finds_the_kernels_that_jupyter_finds(monkeypatch: Any, tmp_path: Path) -> None:
    from jupyter_client.kernelspec import KernelSpecManager

    from neurolib.hub.kernels import Kernels

    monkeypatch.delenv("IPYTHONDIR", raising=False)
    for _ in "by default", "where it is set":
        assert Kernels().kernel_dirs == KernelSpecManager().kernel_dirs
        monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    settings = json.loads((single_user.LEAN / "jupyter_server_config.json").read_text())
    assert settings["ServerApp"]["kernel_spec_manager_class"] == (
        f"{Kernels.__module__}.{Kernels.__name__}"
    )


def test_the_terminal_of_a_server_starts_no_login_shell(monkeypatch: Any) -> None:
    monkeypatch.setenv("SHELL", "/bin/zsh")
    assert single_user._shell() == "--ServerApp.terminado_settings=shell_command=/bin/zsh"
    monkeypatch.delenv("SHELL")
    assert single_user._shell().endswith(("/bash", "=sh"))


def test_a_teachers_server_wants_a_clone_with_solutions(tmp_path: Path) -> None:
    for words in [], [str(tmp_path)]:
        with pytest.raises(Stop, match="--teacher DIR, where DIR is the clone"):
            single_user._teachers(words)


def test_without_jupyterhub_beside_the_course_a_sentence_says_so(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "jupyterhub.singleuser", None)
    with pytest.raises(Stop, match=r'pip install "neurolib-course\[hub\]"'):
        single_user._single_user()


def test_a_part_that_is_not_there_is_a_sentence() -> None:
    said = subprocess.run(
        [sys.executable, DEPLOY / "start.py", "hubb"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 1 and "python deploy/start.py PART" in said.stderr


# --- the real hub ---------------------------------------------------------------------------------


@pytest.mark.skipif(bool(missing()), reason=missing() or "JupyterHub is there")
def test_a_port_that_another_user_took_is_no_server() -> None:
    import prepared_servers

    async def asked(uid: int) -> None:
        spawner = SimpleNamespace(port=port, poll=running_still)
        await prepared_servers.PreparedSpawner._listens(spawner, uid)

    async def running_still() -> None:
        return None

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        assert prepared_servers.owner_of(port) is None, "nobody listens yet"
        listener.listen()
        assert prepared_servers.owner_of(port) == os.getuid()
        asyncio.run(asked(os.getuid()))
        with pytest.raises(RuntimeError, match=f"Port {port} is another user's"):
            asyncio.run(asked(os.getuid() + 1))


@on_hub
def test_a_small_storm_loses_nobody_and_the_hub_answers_all_the_time() -> None:
    """The full one is ``python tests/deploy/storm.py``. No time of a start is judged here."""
    seen = storm(students=7, at_once=2, queue=4, within=0.0, kernels=0, seed=1)
    assert seen.lost == [] and len(seen.ready) == 7
    assert seen.told and seen.refused, "some saw their place, and some that the queue was full"
    assert seen.own < 1.0 and seen.answers


@on_hub
def test_a_culled_server_comes_back_with_all_that_was_saved() -> None:
    """What was saved is there, with its output; the variables of the kernel are not."""
    cells = [
        {"cell_type": "code", "id": "one", "metadata": {}, "execution_count": 1,
         "source": "x = 42", "outputs": [
             {"output_type": "stream", "name": "stdout", "text": "kept\n"}]},
    ]  # fmt: skip
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    body = {"type": "notebook", "format": "json", "content": content}

    async def leave_and_return(room: Any) -> None:
        async with Student(room, "ada") as ada:
            await ada.login()
            await ada.start()
            status, page = await ada.page()
            assert status == 200 and "@jupyterlab/debugger-extension" in page
            asked = "/lab/api/settings/@jupyterlab/docmanager-extension:plugin"
            status, settings = await ada.ask(asked)
            saves = settings["schema"]["properties"]["autosaveInterval"]["default"]
            assert status == 200 and saves == 30, "the guide says how much text is lost at most"
            assert (await ada.ask("/api/contents/mine.ipynb", "PUT", json=body))[0] == 201
            kernel = await ada.kernel("mine.ipynb")
            assert await ada.run(kernel, "x = 42; print(x)") == "42\n"
            end = time.monotonic() + 1200
            while room.servers("ada") or room.processes("ada", "ipykernel"):
                assert time.monotonic() < end, "the server of a student who left is stopped"
                await asyncio.sleep(1)
            async with ada.session.get(f"{ada.base}/api/contents") as answer:
                assert answer.status in (404, 424, 503), "the hub says that the server is gone"
            await ada.start()
            assert (await ada.page())[0] == 200
            status, found = await ada.ask("/api/contents/mine.ipynb")
            assert status == 200 and found["content"]["cells"][0]["source"] == "x = 42"
            assert found["content"]["cells"][0]["outputs"][0]["text"] == "kept\n"
            kernel = await ada.kernel("mine.ipynb")
            assert "NameError" in await ada.run(kernel, "print(x)")

    with tempfile.TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        place.chmod(0o755)
        more = "c.JupyterHub.last_activity_interval = 2\n"
        with running(place, ["ada"], more, NEUROLIB_HUB_IDLE="60") as room:
            asyncio.run(leave_and_return(room))


# --- what is written for other machines, and was not run here -------------------------------------


def test_what_was_not_run_here_parses_and_agrees_with_what_was() -> None:
    yaml = pytest.importorskip("yaml")
    values = yaml.safe_load((DEPLOY / "kubernetes" / "values.yaml").read_text(encoding="utf-8"))
    assert values["singleuser"]["cmd"] == ["python", "-m", "neurolib.hub"]
    set_ = SimpleNamespace(
        KubeSpawner=SimpleNamespace(), JupyterHub=SimpleNamespace(), Spawner=SimpleNamespace()
    )
    exec(values["hub"]["extraConfig"]["neurolib"], {"c": set_})
    users = [SimpleNamespace(user=SimpleNamespace(id=n)) for n in (1, 2)]
    assert [set_.KubeSpawner.uid(each) for each in users] == [100001, 100002]
    image = (DEPLOY / "kubernetes" / "Dockerfile").read_text(encoding="utf-8")
    assert "seq 100001" in image and '"neurolib.hub"' in image
    compile((DEPLOY / "tljh" / "neurolib_hub.py").read_text(encoding="utf-8"), "tljh", "exec")


def test_the_settings_of_a_hub_are_files_of_the_library() -> None:
    for name, part in {
        "config/jupyter_server_config.json": ["KernelManager", "transport", "ipc"],
        "config/labconfig/default_setting_overrides.json": [
            "@jupyterlab/docmanager-extension:plugin", "autosaveInterval", 30],
        "config/labconfig/page_config.json": [
            "disabledExtensions", "@jupyterlab/debugger-extension", True],
        "lean/jupyter_server_config.json": ["ServerApp", "jpserver_extensions", {
            "jupyter_lsp": False, "jupyterlab_jupytext": False, "notebook": False,
            "notebook_shim": False}],
    }.items():  # fmt: skip
        found = json.loads((single_user.CONFIG.parent / name).read_text(encoding="utf-8"))
        assert found[part[0]][part[1]] == part[2], name


def test_the_guide_shows_what_the_program_says_a_class_needs() -> None:
    said = subprocess.run(
        [sys.executable, DEPLOY / "needs.py"], capture_output=True, text=True, check=True
    ).stdout
    guide = (DEPLOY.parent / "course" / "guide" / "for-a-class.md").read_text(encoding="utf-8")
    assert said.strip() in guide


def test_a_class_takes_the_figures_of_its_own_storm(tmp_path: Path) -> None:
    import needs

    seen = {"students": 4, "cpu": 8.0, "idle": [{"Pss": 40.0}] * 4, "kernels": [{"Pss": 200.0}]}
    (tmp_path / "storm.json").write_text(json.dumps(seen), encoding="utf-8")
    measured = needs.Measured.of(tmp_path / "storm.json")
    assert (measured.server, measured.kernel, measured.start) == (40.0, 200.0, 2.0)
    found = needs.needs(1000, 0.5, 5, measured)
    assert found["memory, GB"] == pytest.approx(1.0 + 500 * 0.24)
    assert found["cores for the logins"] == pytest.approx(500 * 2.0 / 300)
