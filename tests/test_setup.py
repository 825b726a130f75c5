"""``python -m neurolib`` on machines of every kind: a small made-up clone, with a stand-in for uv
that installs nothing.
"""

import ast
import json
import os
import re
import runpy
import shutil
import socket
import subprocess
import sys
import threading
import time
import tomllib
import urllib.request
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neurolib import bootstrap, cli, doctor, ground, lab, workspace
from neurolib.bootstrap import Stop, steps

ROOT = Path(__file__).parent.parent
BASE = getattr(sys, "_base_executable", sys.executable)

UV = """#!{python} -I
import os, pathlib, subprocess, sys
clone, words = pathlib.Path({clone!r}), sys.argv[1:]
with open(clone / "calls", "a") as calls:
    print(*words, file=calls)
if words[0] == "venv":
    subprocess.check_call([{python!r}, "-I", "-m", "venv", "--without-pip", words[-1]])
elif "UV_SAYS" in os.environ:
    sys.exit(os.environ["UV_SAYS"])
else:
    site = next(clone.glob(".venv/lib/python3*/site-packages"))
    for name in "pip", "numpy", "typer", "jupyterlab", "matplotlib/__init__", "matplotlib/font_manager":
        (site / name).parent.mkdir(exist_ok=True)
        (site / (name + ".py")).touch()
    (site / "clone.pth").write_text(str(clone))
"""
COMMAND = (
    "import os, sys; print('command', *sys.argv[1:], 'PYTHONPATH' in os.environ, "
    "os.environ['PATH'].split(os.pathsep)[0])"
)
LOCK = """\
jupyter==1 \\
    --hash=sha256:0
numba==1 \\
    --hash=sha256:0
    # via us
numpy==2 ; python_version > "3" \\
    --hash=sha256:1
    # via
    #   numba
"""


class Clone:
    """A clone with the real bootstrap, a command that repeats its words, and kernels that note that
    they were warmed.
    """

    def __init__(self, root):
        self.root, self.programs = root, root.parent / "programs"
        shutil.copytree(
            ROOT / "neurolib" / "bootstrap",
            root / "neurolib" / "bootstrap",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        for name in "__init__.py", "__init__.pyi", "__main__.py":
            shutil.copy(ROOT / "neurolib" / name, root / "neurolib")
        for room in "devices", "neurons", "plasticity":  # whose names are read
            (root / "neurolib" / room).mkdir()
            shutil.copy(ROOT / "neurolib" / room / "__init__.py", root / "neurolib" / room)
        (root / "neurolib" / "cli.py").write_text(COMMAND)
        (root / "neurolib" / "engines.py").write_text(
            f"def warm(done):\n    open({str(root / 'warmed')!r}, 'a').write('x')\n"
        )
        (root / "requirements.lock").write_text(LOCK)
        (root / "requirements-dev.lock").write_text(LOCK)
        (root / "pyproject.toml").write_text("")
        self.programs.mkdir()
        (self.programs / "uv").write_text(UV.format(python=BASE, clone=str(root)))
        (self.programs / "uv").chmod(0o755)

    def start(self, *words, **variables):
        """Run ``python -m neurolib WORDS`` where nothing but that uv is on the path."""
        variables = {
            "HOME": str(self.root.parent),
            "PATH": f"{self.programs}:/usr/bin:/bin",
            **variables,
        }
        return subprocess.run(
            [BASE, "-m", "neurolib", *words],
            cwd=self.root,
            env=variables,
            capture_output=True,
            text=True,
            timeout=900,
        )

    @property
    def calls(self):
        """What uv was asked for since the last look."""
        path = self.root / "calls"
        said = path.read_text().splitlines() if path.exists() else []
        path.write_text("")
        return said

    @property
    def stamp(self):
        return json.loads((self.root / ".venv" / "neurolib.json").read_text())


@pytest.fixture
def clone(tmp_path):
    return Clone(tmp_path / "clone")


# --- a start, and the next ------------------------------------------------------------------------


def test_the_first_start_installs_what_the_lock_says_and_hands_the_words_over(clone):
    done = clone.start("check", "a b", PYTHONPATH="/nowhere")
    assert (done.returncode, done.stdout) == (
        0,
        f"command check a b False {clone.root}/.venv/bin\n",
    )
    assert done.stderr.splitlines() == [
        "Making the environment",
        "Installing 2 packages",
        "Installing neurolib",
        "Warming the caches",
    ]
    venv, lock, itself = clone.calls
    assert (
        venv.startswith("venv --seed")
        and "--require-hashes -r" in lock
        and lock.endswith("/requirements.lock")
    )
    assert f"--no-deps --no-build-isolation -e {clone.root}" in itself
    assert list(clone.root.glob(".venv/lib/python3*/site-packages/__pycache__/typer.*.pyc")), (
        "compiled before anything imports it"
    )
    again = clone.start("check")
    assert (again.returncode, again.stderr, clone.calls) == (0, "", []), "nothing is left to do"
    assert (clone.root / "warmed").read_text() == "x"


@pytest.mark.parametrize("words", [(), ("lab",), ("--no-browser",)])
def test_jupyterlab_does_not_wait_for_the_caches_which_are_filled_behind_it(clone, words):
    done = clone.start(*words)
    assert done.returncode == 0 and done.stderr.splitlines() == [
        "Making the environment",
        "Installing 2 packages",
        "Installing neurolib",
    ]
    assert not (clone.root / "warmed").exists() and "warm" not in clone.stamp
    assert clone.start(*words).stderr == "", "the environment is whole"
    python = clone.root / ".venv" / "bin" / "python"
    for begun in "True", "False":
        words = [python, "-c", "from neurolib import bootstrap; print(bootstrap.warm_behind())"]
        assert (
            subprocess.run(
                words, cwd=clone.root, capture_output=True, text=True, check=True
            ).stdout.strip()
            == begun
        )
        until = time.monotonic() + 900
        while "warm" not in clone.stamp and time.monotonic() < until:
            time.sleep(0.1)
    assert (clone.root / "warmed").read_text() == "x" and clone.stamp["locks"], (
        "once, and the stamp keeps what else it says"
    )
    assert list(clone.root.glob(".venv/lib/python3*/site-packages/__pycache__/typer.*.pyc"))
    assert clone.start("check").stderr == ""


def test_the_bar_counts_what_is_left_to_do(monkeypatch, tmp_path):
    """It stands at 100 % when all is done, and not before; while packages are fetched it names the
    last one.
    """
    shown = []
    bar = type(
        "Bar", (), {"show": lambda self, *said: shown.append(said), "clear": lambda self: None}
    )()
    monkeypatch.setattr(bootstrap, "_packages", lambda pattern: [])
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    printed = [[], ["Collecting numpy==2"], ["Collecting numpy==2", "Collecting scipy==1"]]
    monkeypatch.setattr(
        bootstrap, "run", lambda command, watch=None: watch and [watch(lines) for lines in printed]
    )
    bootstrap._make(bar, False, {"dev": False, "numba": True})
    assert "fetching scipy" in {said[-1] for said in shown}
    printed[:] = [[], ["finding the fonts"], *([f"{n} of 11, LIF delta"] for n in range(12))]
    shown.clear()
    assert bootstrap._warm(bar)
    fractions = [said[0] for said in shown]
    assert (
        fractions == sorted(fractions)
        and fractions[-2] < 0.97
        and fractions[-1] == pytest.approx(1.0)
    )
    assert shown[-2][-1] == "10 of 11, LIF delta" and fractions[2] - fractions[1] < 0.05


def test_the_kernels_are_counted_while_they_are_compiled(monkeypatch, tmp_path):
    from neurolib import _jit, engines

    told = []
    monkeypatch.setattr(_jit, "enabled", lambda: True)
    monkeypatch.setattr(
        engines, "_steps", lambda: {name: (tmp_path / name).touch for name in "abc"}
    )
    engines.warm(lambda *said: told.append(said))
    assert [said[:2] for said in told] == [(0, 3), (1, 3), (2, 3), (3, 3)] and {
        path.name for path in tmp_path.iterdir()
    } == set("abc")
    assert (
        told[0][2] == "a" and {said[2] for said in told[1:3]} <= set("abc") and told[3][2] == ""
    ), "what is compiled, until all is"


def test_a_kernel_that_is_slow_to_compile_holds_up_no_count(monkeypatch, tmp_path):
    """The slowest is begun first: what is ready before it counts, and its name is said meanwhile."""
    from neurolib import _jit, engines

    def wait():
        while not (tmp_path / "counted").exists():
            time.sleep(0.01)

    def tell(n, of, name):
        told.append((n, of, name))
        if n == 1:
            (tmp_path / "counted").touch()

    told = []
    monkeypatch.setattr(_jit, "enabled", lambda: True)
    monkeypatch.setattr(engines, "_steps", lambda: {"slow": wait, "quick": int})
    monkeypatch.setattr(engines, "ProcessPoolExecutor", lambda: ProcessPoolExecutor(2))
    engines.warm(tell)
    assert told == [(0, 2, "slow"), (1, 2, "slow"), (2, 2, "")]


def test_what_the_bar_says_fits_a_terminal_of_80_columns(monkeypatch, capsys):
    from neurolib import engines

    monkeypatch.setenv("COLUMNS", "80")
    bar = steps.Bar()
    bar.live, bar.begun = True, bar.begun - 1234
    for name in engines._steps():
        bar.show(0.9, "Warming the caches:", f"10 of 12, {name}")
        assert (
            capsys.readouterr()
            .err.rstrip()
            .endswith(f" 90% 1234 s  Warming the caches: 10 of 12, {name}")
        )
    bar.show(0.1, "Installing 112 packages:", "fetching jupyterlab-server")
    assert capsys.readouterr().err.rstrip().endswith("fetching jupyterlab-server")
    bar.show(0.1, "Installing 112 packages:", "fetching a-package-of-a-long-name")
    said = capsys.readouterr().err
    assert said.endswith("…") and len(said) == 80, "what is cut says so"


@pytest.mark.exhaustive
def test_after_the_set_up_no_network_of_the_course_waits_for_a_compiler():
    """Here the set-up has filled the caches already, or they are filled first."""
    code = (
        "from neurolib import engines\nengines.warm()\nimport numba\nfrom numba.core import event\n"
    )
    code += (
        "with event.install_recorder('numba:compile') as compiled:\n    for step in "
        "engines._steps().values(): step()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{code}    print(len(compiled.buffer))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "0\n", done.stderr


def test_jupyterlab_gets_its_defaults_also_in_an_environment_that_was_made_before(clone):
    clone.start()
    path = clone.root / ".venv" / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    made = path.read_text()
    assert json.loads(made)["@jupyter-widgets/jupyterlab-manager:plugin"] == {"saveState": True}
    page, icon = path.with_name("page_config.json"), "@jupyterlab/application-extension:faviconbusy"
    assert json.loads(page.read_text()) == {"disabledExtensions": {icon: True}}
    server = clone.root / ".venv" / "etc" / "jupyter" / "jupyter_server_config.d" / "neurolib.json"
    assert json.loads(server.read_text()) == {
        "ServerApp": {"jpserver_extensions": {"neurolib.server": True}}
    }
    path.unlink()
    server.unlink()
    page.write_text(
        json.dumps({"appName": "mine", "disabledExtensions": {icon: False, "other": True}})
    )
    clone.start()
    assert path.read_text() == made and server.is_file()
    assert json.loads(page.read_text()) == {
        "appName": "mine",
        "disabledExtensions": {icon: False, "other": True},
    }, "a choice of one's own stays"
    for broken in (
        b"",
        b"[]",
        b"\xff",
        b'{"disabledExtensions": null}',
        b'{"disabledExtensions": ["other"]}',
    ):
        page.write_bytes(broken)
        clone.start()
        assert json.loads(page.read_text())["disabledExtensions"][icon] is True


def test_test_asks_for_the_development_tools_and_they_stay(clone):
    clone.start()
    assert not clone.stamp["dev"] and len(clone.calls) == 3
    assert clone.start("test", "-k", "lif").stdout.startswith("command test -k lif")
    assert clone.calls[0].endswith("/requirements-dev.lock"), (
        "on top of what is there, without a new environment"
    )
    clone.start()
    assert clone.stamp["dev"] and clone.calls == []


def test_a_new_lock_is_installed_and_new_kernels_are_warmed(clone):
    clone.start("check")
    (clone.root / "requirements.lock").write_text(LOCK.replace("2", "3"))
    assert len(clone.calls) == 3 and clone.start("check").returncode == 0
    assert [call.split()[0] for call in clone.calls] == ["pip", "pip"]
    with (clone.root / "neurolib" / "engines.py").open("a") as engines:
        engines.write("# changed\n")
    assert clone.start("check").stderr == "Warming the caches\n"
    assert (clone.root / "warmed").read_text() == "xxx" and clone.calls == []


@pytest.mark.parametrize("harm", ["python", "pip", "stamp", "folder"])
def test_a_broken_environment_is_made_anew(clone, harm):
    clone.start()
    assert len(clone.calls) == 3
    venv = clone.root / ".venv"
    if harm == "python":
        (venv / "bin" / "python").unlink()
    elif harm == "pip":
        next(venv.glob("lib/python3*/site-packages/pip.py")).unlink()
    elif harm == "stamp":
        (venv / "neurolib.json").write_text('{"unfinished": true}')
    else:  # the whole clone was moved, and with it every path inside .venv is wrong
        (venv / "neurolib.json").write_text(json.dumps(clone.stamp | {"root": "/elsewhere"}))
    assert clone.start().returncode == 0
    assert clone.calls[0].startswith("venv")


def test_a_set_up_that_breaks_off_leaves_no_whole_stamp(clone):
    assert clone.start(UV_SAYS="error: the weather").returncode == 3
    assert clone.stamp == {"unfinished": True}
    clone.calls  # noqa: B018 - forget them
    assert clone.start().returncode == 0 and clone.calls[0].startswith("venv")


def test_numba_is_left_out_on_demand_until_it_is_asked_for(clone):
    clone.start(NEUROLIB_NUMBA="0")
    lock = (clone.root / ".venv" / "requirements.lock").read_text()
    assert "numba==" not in lock and "sha256:0\nnumpy==2 ;" in lock and not clone.stamp["numba"]
    assert len(clone.calls) == 3 and clone.start().returncode == 0 and clone.calls == []
    clone.start(NEUROLIB_NUMBA="1")
    assert clone.stamp["numba"] and clone.calls[0].endswith(f"{clone.root}/requirements.lock")


def test_matrices_take_one_thread_unless_the_user_says_otherwise(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    found = bootstrap.environment()
    assert found["OPENBLAS_NUM_THREADS"] == "1" and found["OMP_NUM_THREADS"] == "3"


def test_help_needs_no_environment(clone):
    done = clone.start("--help")
    assert (
        done.returncode == 0
        and done.stdout.strip() == bootstrap.USAGE
        and not (clone.root / ".venv").exists()
    )
    assert all(len(line) <= 80 for line in bootstrap.USAGE.splitlines())


# --- what may be wrong with a machine -------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "advice"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space "
            "left on device",
            "disk is full",
        ),
        (
            "error: failed to write to file\n  cause: No space left on device (os error 28)",
            "disk is full",
        ),
        (
            "NewConnectionError('<…>: Failed to establish a new connection: [Errno -3] "
            "Temporary failure in name resolution')",
            "network",
        ),
        (
            "  cause: client error (Connect)\n  cause: dns error\n  cause: error resolving DNS",
            "network",
        ),
        (
            "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool: Read timed out.",
            "network",
        ),
        (
            "  cause: invalid peer certificate: UnknownIssuer\nerror sending request for url",
            "SSL_CERT_FILE",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "lock"),
        ("OSError: [Errno 30] Read-only file system: 'x'", "folder of your own"),
        ("ERROR: Failed building wheel for llvmlite", "NEUROLIB_NUMBA=0"),
        (
            "The virtual environment was not created successfully because ensurepip is "
            "not available.",
            "venv",
        ),
    ],
)
def test_what_pip_and_uv_print_becomes_one_sentence(clone, printed, advice):
    done = clone.start(UV_SAYS=printed)
    assert done.returncode == 3 and done.stdout == ""
    sentence = done.stderr.splitlines()[-1]
    assert advice in sentence and re.search("again|same command", sentence)
    assert ("folder of your own" in sentence) == (f"the course in {clone.root}." in sentence), (
        "which folder is closed"
    )
    assert printed.splitlines()[0] not in done.stderr, "no raw noise"
    assert printed in (clone.root / ".setup.log").read_text()


def test_a_failure_that_nobody_foresaw_shows_the_end_of_the_log_and_where_it_is(clone):
    done = clone.start(UV_SAYS="\n".join(f"line {n}" for n in range(40)))
    assert done.returncode == 3
    assert (
        "line 39" in done.stderr
        and "line 24" not in done.stderr
        and str(clone.root / ".setup.log") in done.stderr
    )


def test_the_other_project_named_neurolib_is_pointed_out(clone):
    clone.start()
    next(clone.root.glob(".venv/lib/python3*/site-packages")).joinpath(
        "neurolib-0.10.dist-info"
    ).mkdir()
    done = clone.start()
    assert done.returncode == 3 and "pip uninstall neurolib" in done.stderr and done.stdout == ""


@pytest.mark.parametrize("word", ["grade", "check", "lab"])
def test_a_command_uses_the_environment_that_runs_it_and_lab_makes_one(clone, word):
    """A second clone has no environment of its own yet, and that of the first, which runs the
    command, holds everything.
    """
    done = subprocess.run(
        [sys.executable, "-m", "neurolib", word, "ps2-spikes"],
        cwd=clone.root,
        env={"HOME": str(clone.root.parent), "PATH": f"{clone.programs}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0 and done.stdout.startswith(f"command {word} ps2-spikes"), (
        done.stdout + done.stderr
    )
    assert (clone.root / ".venv").exists() == (word == "lab")


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """This process's bootstrap, looking at an empty folder as its clone."""
    for module in bootstrap, steps:
        for name, path in {
            "ROOT": tmp_path,
            "VENV": tmp_path / ".venv",
            "LOG": tmp_path / ".setup.log",
        }.items():
            if hasattr(module, name):
                monkeypatch.setattr(module, name, path)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "neurolib.json")
    for module in bootstrap, steps:
        monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    return tmp_path


def test_without_ensurepip_debians_package_is_named(bare, monkeypatch):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(steps.Path, "exists", lambda path: str(path) == "/etc/debian_version")
    with pytest.raises(
        Stop,
        match=rf"sudo apt install python3\.{sys.version_info[1]}-venv, then the same command again",
    ):
        bootstrap.ensure()


def test_a_clone_that_cannot_be_written_to(bare, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(Stop, match="clone the course into a folder of your own"):
        bootstrap.ensure()


def test_a_disk_that_is_too_small_is_told_before_it_is_filled(bare, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOM", 1e18)
    with pytest.raises(Stop, match="disk is full"):
        bootstrap.ensure()
    assert not (bare / ".venv").exists()


def test_an_environment_is_not_pulled_away_from_under_itself(bare, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(bare / ".venv"))
    with pytest.raises(Stop, match="type deactivate"):
        bootstrap.ensure()


@pytest.mark.exhaustive
@pytest.mark.slow
def test_pip_without_a_network(clone):
    (clone.programs / "uv").unlink()
    closed = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "1",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_CONFIG_FILE": os.devnull,
    }
    done = clone.start(**closed)
    assert done.returncode == 3 and "connect to the network" in done.stderr.splitlines()[-1]
    assert (clone.root / ".venv" / "bin" / "pip").exists()


# --- old Pythons ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_old_pythons_can_read_what_runs_first(name):
    young = (
        ast.JoinedStr,
        ast.AnnAssign,
        ast.NamedExpr,
        ast.Nonlocal,
        ast.Starred,
        ast.AsyncFunctionDef,
        ast.Match,
        ast.YieldFrom,
    )
    for node in ast.walk(ast.parse((ROOT / "neurolib" / name).read_text(encoding="utf-8"))):
        assert not isinstance(node, young), f"line {node.lineno}"
        if isinstance(node, ast.Raise):
            assert node.cause is None
        if isinstance(node, ast.FunctionDef):
            assert (
                node.returns is None
                and not node.args.kwonlyargs
                and not any(one.annotation for one in node.args.args)
            )
    assert (ROOT / "neurolib" / name).read_bytes().isascii()


def old_pythons():
    """Return the Pythons before 3.11 that this machine happens to have."""
    named = [
        Path(path)
        for minor in range(6, 11)
        if (path := shutil.which(f"python3.{minor}")) and "shims" not in path
    ]
    return named + [
        path
        for path in Path.home().glob(".pyenv/versions/*/bin/python")
        if re.search(r"/(2\.7|3\.[6-9]|3\.10)\.", str(path))
    ]


def test_old_pythons_are_told_so(clone):
    if not old_pythons():
        pytest.skip("no Python before 3.11 on this machine")
    for python in old_pythons():
        done = subprocess.run(
            [python, "-m", "neurolib"],
            cwd=clone.root,
            env={"PATH": "/nowhere"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 3, (python, done.stderr)
        assert re.fullmatch(
            r"neurolib needs Python 3\.11 to 3\.13, and this is \d\.\d+\. Install one .*\n",
            done.stderr,
        )


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 14, 0)])
def test_the_sentence_names_a_python_that_will_do(tmp_path, monkeypatch, capsys, version):
    (tmp_path / "python3.12").touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(ROOT / "neurolib" / "__main__.py"), run_name="__main__")
    assert left.value.code == 3
    assert (
        f"this is 3.{version[1]}. This machine has one: run python3.12 -m neurolib."
        in capsys.readouterr().err
    )


# --- the command ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ([], ["lab"]),
        (["--no-browser"], ["lab", "--no-browser"]),
        (["--help"], ["--help"]),
        (["reset", "x"], ["reset", "x"]),
    ],
)
def test_no_word_means_lab(monkeypatch, typed, meant):
    told = []
    monkeypatch.setattr(sys, "argv", ["neurolib", *typed])
    monkeypatch.setattr(cli, "_enter", lambda words: None)
    monkeypatch.setattr(cli, "app", lambda words, prog_name: told.append(words))
    cli.main()
    assert told == [meant]


def test_help_groups_the_commands_by_who_needs_them():
    shown = CliRunner().invoke(cli.app, ["--help"], env={"COLUMNS": "80"}).output
    groups = re.findall(r"─ (To study|To teach|The machine) ─|│ ([a-z]+) ", shown)
    names = [group or name for group, name in groups]
    assert names == [
        "To study",
        "lab",
        "check",
        "submit",
        "page",
        "bill",
        "reset",
        "grades",
        "To teach",
        "release",
        "exchange",
        "due",
        "collect",
        "grade",
        "mark",
        "feedback",
        "report",
        "similar",
        "export",
        "site",
        "lecture",
        "The machine",
        "test",
        "doctor",
    ]


def test_every_help_fits_a_screen():
    commands = [
        command.name or command.callback.__name__ for command in cli.app.registered_commands
    ]
    assert {"lab", "test", "doctor", "reset"} <= set(commands)
    for words in [[], *([name] for name in commands)]:
        shown = (
            CliRunner()
            .invoke(cli.app, [*words, "--help"], env={"COLUMNS": "80", "LINES": "24"})
            .output.splitlines()
        )
        # the overview has a line a command
        assert len(shown) <= (24 if words else 36) and max(map(len, shown)) <= 80, words


def test_test_passes_its_words_and_pytests_code_on(monkeypatch, tmp_path):
    ran = []
    monkeypatch.setattr(cli.subprocess, "call", lambda command, **_: ran.append(command[3:]) or 5)
    for words, expected in [
        (["-k", "lif"], [*cli.SPREAD, "-k", "lif"]),
        (["-n0", "a.py"], ["-n0", "a.py"]),
        (["--pdb"], ["--pdb"]),
    ]:
        assert CliRunner().invoke(cli.app, ["test", *words]).exit_code == 5
        assert ran.pop() == expected
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    refusal = CliRunner().invoke(cli.app, ["test"]).exception
    assert isinstance(refusal, Stop) and "no tests" in str(refusal)


def test_test_with_coverage_counts_all_processes_and_gives_pytests_code(monkeypatch):
    ran = []
    monkeypatch.setattr(
        cli.subprocess,
        "call",
        lambda command, **_: ran.append(command[2:]) or 5 * ("pytest" in command),
    )
    monkeypatch.setattr(cli.importlib.util, "find_spec", lambda name: None)
    refusal = CliRunner().invoke(cli.app, ["test", "--coverage"]).exception
    assert isinstance(refusal, Stop) and not ran
    assert re.fullmatch(
        r"--coverage needs the package coverage\. Run \S+ -m pip install coverage, then .*",
        str(refusal),
    )
    monkeypatch.setattr(cli.importlib.util, "find_spec", lambda name: name)
    assert CliRunner().invoke(cli.app, ["test", "--coverage", "-n0", "a.py"]).exit_code == 5
    assert [words[:2] for words in ran] == [
        ["coverage", "erase"],
        ["coverage", "run"],
        ["coverage", "combine"],
        ["coverage", "report"],
    ]
    assert ran[1][2:] == ["-m", "pytest", "-n0", "a.py"]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "coverage"
    ]["run"]
    assert settings == {"source": ["neurolib"], "parallel": True, "patch": ["subprocess"]}


# --- JupyterLab -----------------------------------------------------------------------------------


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_port_that_was_asked_for_is_refused(taken):
    with pytest.raises(Stop, match=f"Port {taken} is taken.*--port 9000"):
        lab.free_port(taken)
    with pytest.raises(Stop, match="not allowed"):
        lab.free_port(99999)


def test_another_port_is_found_and_named(taken, monkeypatch, capsys):
    monkeypatch.setattr(lab, "FIRST_PORT", taken)
    port = lab.free_port(None)
    assert port != taken and re.search(
        rf"Port {taken} is taken.* takes {port}\.", capsys.readouterr().out
    )


def test_a_course_without_its_map_is_pointed_out(tmp_path, monkeypatch):
    (tmp_path / "course").mkdir()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(workspace, "WORK", tmp_path / "work")
    with pytest.raises(Stop, match="git checkout -- course"):
        ground.update(workspace.WORK)


@pytest.mark.exhaustive
@pytest.mark.slow
def test_jupyterlab_serves_the_map_at_the_address_it_prints(tmp_path):
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "index.ipynb").write_text(
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )
    setting = (
        f"bootstrap.ROOT, workspace.WORK = Path({str(tmp_path)!r}), "
        f"Path({str(tmp_path / 'work')!r})"
    )
    code = (
        f"from pathlib import Path; from neurolib import bootstrap, lab, workspace; "
        f"{setting}; lab.serve(False, None)"
    )
    home = {**os.environ, "HOME": str(tmp_path / "home")}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        watchdog = threading.Timer(900, server.kill)
        watchdog.start()
        try:
            printed = ""
            while not (address := re.search(r"http://127\.0\.0\.1:\S+", printed)):
                line = server.stdout.readline()
                assert line, f"JupyterLab ended:\n{printed}"
                printed += line
            page = urllib.request.urlopen(address[0]).read().decode()
            token = address[0].split("token=")[1]
            content = urllib.request.urlopen(
                re.sub("/lab/tree/", "/api/contents/", address[0])
            ).read()
        finally:
            watchdog.cancel()
            server.terminate()
    config = json.loads(
        re.search(
            r'<script id="jupyter-config-data" type="application/json">(.*?)</script>',
            page,
            re.DOTALL,
        )[1]
    )
    assert config["news"] == {"disabled": True} and len(token) == 16
    assert json.loads(content)["type"] == "notebook"


def test_a_teacher_and_a_student_share_no_workspace(monkeypatch, tmp_path):
    from jupyterlab.labapp import LabApp

    started = []
    monkeypatch.setattr(
        LabApp,
        "launch_instance",
        lambda words: started.append(dict(word.split("=", 1) for word in words if "=" in word)),
    )
    monkeypatch.setattr(lab, "students_ground", lambda: tmp_path)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(lab, "_announce", lambda *_: None)
    for teacher in False, True:
        lab.serve(False, None, teacher)
    student, teacher = (Path(words["--LabApp.workspaces_dir"]) for words in started)
    assert (
        student != teacher and student.is_relative_to(tmp_path) and teacher.is_relative_to(tmp_path)
    )


def test_without_an_exchange_the_sets_come_from_the_clone(monkeypatch, tmp_path, capsys):
    def none(course):
        raise ground.ClassroomError("no exchange")

    (tmp_path / "exercises" / "ps1").mkdir(parents=True)
    (tmp_path / "exercises" / "ps1" / "ps1.ipynb").write_text("{}")
    monkeypatch.setattr(ground, "update", lambda work: None)
    monkeypatch.setattr(ground, "offer", none)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(workspace, "WORK", tmp_path / "work")
    monkeypatch.setattr(os, "environ", dict(os.environ))
    assert (ground.students_ground() / "exercises" / "ps1" / "ps1.ipynb").is_file()
    assert "cannot be handed in" in capsys.readouterr().out


# --- doctor ---------------------------------------------------------------------------------------


def test_doctor_gives_each_part_a_verdict(capsys):
    code = doctor.report()
    *lines, last = capsys.readouterr().out.splitlines()
    assert len(lines) == len(doctor.LOOKS)
    verdicts = [re.match("(good|note|broken) +", line)[1] for line in lines]
    assert code == ("broken" in verdicts)
    assert last == (
        f"{verdicts.count('broken')} of these must be repaired first."
        if code
        else "Nothing stands in the way."
    )
    assert all(":" in line for line in lines[1:])


def test_doctor_keeps_its_sentences_in_a_column_of_a_terminal(monkeypatch, capsys):
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "40"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(
        doctor, "LOOKS", [lambda: ("good", "a sentence that is longer than the terminal is wide")]
    )
    assert doctor.report() == 0
    first, second, last = re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out).splitlines()
    assert (
        first.rstrip() == "good   a sentence that is longer than"
        and second.rstrip() == "       the terminal is wide"
        and last[:7] == "Nothing"
    )


def test_doctor_names_what_is_not_as_locked_and_leaves_with_1(monkeypatch, capsys):
    real = doctor._version
    monkeypatch.setattr(doctor, "_version", lambda name: "0" if name == "numpy" else real(name))
    assert doctor.report() == 1
    assert re.search(
        r"broken environment: 1 of \d+ packages differ .*\(numpy\): delete \.venv and run",
        capsys.readouterr().out,
    )


def test_doctor_tells_the_lack_of_programs_and_the_other_neurolib(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert doctor.bubblewrap() == (
        "note",
        "bubblewrap: only a teacher needs it, for grading. To install it, run sudo apt "
        "install bubblewrap",
    )
    assert doctor.chromium()[0] == "note"
    monkeypatch.setattr(doctor.importlib.metadata, "version", lambda name: "0.10")
    assert doctor.clash()[0] == "broken"


def test_doctor_of_an_installed_library_names_no_command_of_a_clone(monkeypatch, capsys):
    """It said "run python3 -m neurolib", which refuses there, and nothing about the course is
    missing in a library.
    """
    monkeypatch.setattr(doctor.bootstrap, "is_clone", lambda: False)
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr("neurolib._jit.enabled", lambda: False)
    doctor.report()
    said = capsys.readouterr().out
    assert (
        "python3 -m neurolib" not in said
        and "caches" not in said
        and "working copy" not in said
        and "jupyterlab" not in said
    )
    assert "-m pip install numba" in doctor.numba()[1]


def test_doctor_beside_the_other_neurolib_does_not_have_our_init_deleted(monkeypatch, tmp_path):
    """In a wheel both projects lie in one folder: to uninstall the other alone takes our
    ``__init__.py`` away.
    """
    monkeypatch.setattr(doctor.importlib.metadata, "version", lambda name: "0.6.2")
    assert doctor.clash()[1].endswith("-m pip uninstall neurolib"), "in a clone it hides this one"
    monkeypatch.setattr(doctor.bootstrap, "is_clone", lambda: False)
    verdict, said = doctor.clash()
    assert verdict == "broken" and "uninstall neurolib neurolib-course" in said
    monkeypatch.setattr(
        doctor.bootstrap, "__file__", str(tmp_path / "neurolib" / "bootstrap" / "__init__.py")
    )
    verdict, said = doctor.clash()
    assert verdict == "broken" and "has lost its __init__.py" in said


def test_the_version_is_known_without_our_init(monkeypatch):
    monkeypatch.delattr("neurolib.__version__")
    monkeypatch.setattr(
        "importlib.metadata.version", lambda name: {"neurolib-course": "1.2.3"}[name]
    )
    assert bootstrap.version() == "neurolib 1.2.3"
