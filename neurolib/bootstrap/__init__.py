"""Make the environment of a clone and hand over to it: the standard library alone, because nothing
else is there yet.

``.venv`` gets the hashed lock (with uv when it is on the path, with pip otherwise) and the project
itself, editable. A stamp in it says what it was made from: the next start compares and goes on at
once, and a set-up that was broken off is made anew. Set ``NEUROLIB_NUMBA=0`` while it is made where
Numba is not to be had: the same results, slower.

Run on Linux. The paths for Windows (``Scripts``, no exec) and macOS are written here but have not
been run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from neurolib.bootstrap import settings
from neurolib.bootstrap.steps import (
    ONE_THREAD,
    PYTHON,
    ROOT,
    VENV,
    Bar,
    Stop,
    environment,
    explain,
    no_venv,
    run,
)

__all__ = [
    "ONE_THREAD",
    "PYTHON",
    "ROOT",
    "VENV",
    "Stop",
    "ensure",
    "environment",
    "explain",
    "fill",
    "is_clone",
    "is_warm",
    "main",
    "opens",
    "version",
    "warm_behind",
]

STAMP = VENV / "neurolib.json"
SETTINGS = VENV / "share" / "jupyter" / "lab" / "settings"
ROOM = 1.5e9  # bytes that the environment takes, with a margin

USAGE = """\
python3 -m neurolib [COMMAND]
The first start makes the environment in .venv, which takes 2 to 5 minutes.

  lab      open the course in JupyterLab (no word at all does so, too);
           --no-browser prints the address, --port N chooses the port
  test     run the test suite, with --all the exhaustive tests too;
           what follows goes to pytest
  doctor   look at the machine and say what to do
  --version  print the version of the library
  --help   once the environment is there: every command"""

# commands that want the environment of this clone, as locked
SETTING_UP = ("lab", "test", "doctor")

WARM = """
print("finding the fonts", flush=True)
import matplotlib.font_manager
from neurolib import engines
# how many are compiled, and which is next
engines.warm(lambda n, of, name: print(f"{n} of {of}, {name}".rstrip(", "), flush=True))
"""


def main(words: list[str]) -> int:
    """Make sure of the environment, then run ``neurolib WORDS`` in it; return the exit code."""
    if words[:1] == ["--version"]:
        print(version())
        return 0
    if not is_clone():
        return _library(words)
    if words[:1] in (["--help"], ["-h"]) and "locks" not in _read_stamp():
        print(USAGE)
        return 0
    if (
        not VENV.exists()
        and words
        and words[0] not in SETTING_UP
        and not words[0].startswith("-")
        and _has_all()
    ):
        # another clone may be installed in it
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        return subprocess.call(
            [sys.executable, "-m", "neurolib.cli", *words], env={**os.environ, "PYTHONPATH": path}
        )
    try:
        python = ensure(
            dev=words[:1] == ["test"] and not {"--help", "-h"} & set(words), warm=not opens(words)
        )
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        print("\nStopped. The same command begins the set-up again.", file=sys.stderr)
        return 130
    command = [str(python), "-m", "neurolib.cli", *words]
    if os.name != "nt":
        os.execve(python, command, environment())
    return subprocess.call(command, env=environment())


def version() -> str:
    """Return the name of the library and its version; a library whose ``__init__.py`` is gone, as
    its distribution names it.
    """
    try:
        from neurolib import __version__ as number
    except ImportError:
        from importlib.metadata import version as installed

        number = installed("neurolib-course")
    return f"neurolib {number}"


def _has_all() -> bool:
    """Return whether this Python is an environment that somebody made for the course, with all that
    a command needs.
    """
    return sys.prefix != sys.base_prefix and all(
        map(importlib.util.find_spec, ("numpy", "typer", "jupyterlab", "nbgrader"))
    )


def _library(words: list[str]) -> int:
    """Run a command of the library that was installed as a wheel, without a clone and so without an
    environment to make.
    """
    if importlib.util.find_spec("typer"):
        return subprocess.call([sys.executable, "-m", "neurolib.cli", *words])
    extras = {"bill": "nir", "page": "page"}
    if words and words[0] in extras:
        needed = (
            f"neurolib {words[0]} needs one thing more: python -m pip install "
            f'"neurolib-course[{extras[words[0]]}]"'
        )
    else:
        needed = "Its commands need one thing more: python -m pip install typer"
    print(f"This is the installed library alone. {needed}", file=sys.stderr)
    return 3


def is_clone() -> bool:
    """Return whether this package lies in a clone of the course, with a lock to install from, and
    not in a wheel.
    """
    return (ROOT / "requirements.lock").is_file() and (ROOT / "pyproject.toml").is_file()


def is_warm() -> bool:
    """Return whether the caches were filled with the library as it is now."""
    return _read_stamp().get("warm") == _sources()


def opens(words: list[str]) -> bool:
    """Return whether a command opens JupyterLab, which does not wait for the caches: they are
    filled beside it.
    """
    return words[:1] in ([], ["lab"]) or words[0].startswith("-")


def ensure(dev: bool = False, warm: bool = True) -> Path:
    """Return the Python of an environment that holds what the locks say; make it, or mend it, where
    it does not.

    With ``warm``, fill the caches too before returning.
    """
    stamp, missing, here = _read_stamp(), _missing(), str(ROOT)
    anew = "pip" in missing or "unfinished" in stamp or stamp.get("root", here) != here
    if anew:
        stamp = {}
    else:
        _refuse_clash()
    asked = os.environ.get("NEUROLIB_NUMBA")
    numba = stamp.get("numba", asked != "0") or asked == "1"
    wanted = {
        "root": here,
        "locks": _hash(ROOT, "*.lock", "pyproject.toml"),
        "numba": numba,
        "dev": dev or stamp.get("dev", False),
    }
    whole = not missing and wanted.items() <= stamp.items()
    if whole and (is_warm() or not warm):
        with suppress(OSError):  # an environment that is closed to this person works without
            _set_up_jupyter()
        return PYTHON
    bar = Bar()
    try:
        if not whole:
            _make(bar, anew, wanted)
        _set_up_jupyter()
        if not warm:
            _write_stamp(wanted)
            return PYTHON
        with nullcontext() if whole else _bytecode():
            _write_stamp(wanted | ({"warm": _sources()} if _warm(bar) else {}))
    except OSError as error:
        raise explain([str(error)]) from error
    finally:
        bar.clear()
    return PYTHON


def _set_up_jupyter() -> None:
    """Write what Jupyter does in this environment: JupyterLab's defaults, and the course's part of
    the server.
    """
    settings.write(SETTINGS)
    settings.extend(VENV / "etc" / "jupyter")


def _make(bar: Bar, anew: bool, wanted: dict[str, object]) -> None:
    """Fill ``.venv`` from the lock, in place or anew."""
    uv = shutil.which("uv")
    bar.show(0.0, "Making the environment")
    if not os.access(ROOT, os.W_OK):
        raise Stop(
            f"{ROOT} is closed to you: clone the course into a folder of your own and "
            f"run the same command there."
        )
    if anew:
        _create(uv)
    STAMP.write_text('{"unfinished": true}', encoding="utf-8")
    lock = _lock(
        "requirements-dev.lock" if wanted["dev"] else "requirements.lock", bool(wanted["numba"])
    )
    count = len(re.findall(r"^\S+==\S+ \\$", lock.read_text(encoding="utf-8"), re.MULTILINE))

    before = len(_packages("*.dist-info"))  # pip itself

    def watch(lines: list[str]) -> None:
        fetched = [
            line.split()[1].split("==")[0]
            for line in lines
            if re.match(" *(Collecting|Downloaded|Requirement)", line)
        ]
        placed = len(_packages("*.dist-info")) - before
        detail = [f"fetching {name}" for name in fetched[-1:] if len(fetched) < count] or [
            f"{placed} placed"
        ] * (placed > 0)
        bar.show(
            0.04 + 0.25 * (min(1, len(fetched) / count) + min(1, placed / count)),
            f"Installing {count} packages:",
            *detail,
        )

    install = (
        [uv, "pip", "install", "--python", str(PYTHON)]
        if uv
        else [str(PYTHON), "-I", "-m", "pip", "install"]
    )
    manner = [] if uv else ["--progress-bar", "off", "--no-compile"]
    # the lock holds what its packages need, too
    run([*install, *manner, "--no-deps", "--require-hashes", "-r", str(lock)], watch)
    run(
        [*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
        lambda lines: bar.show(0.56, "Installing neurolib"),
    )


@contextmanager
def _bytecode() -> Iterator[None]:
    """Compile what was installed to bytecode on another core meanwhile; where that fails, the first
    import does it.
    """
    command = [str(PYTHON), "-m", "compileall", "-q", *map(str, _packages(""))]
    null = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=null, stdout=null, stderr=null
    ) as process:
        try:
            yield
        except BaseException:
            process.kill()
            raise


def _create(uv: str | None) -> None:
    """Make an empty environment with pip in it, in place of whatever ``.venv`` was."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        raise Stop(
            "The environment has to be made anew, and this command runs in it: type "
            "deactivate, then python3 -m neurolib."
        )
    if shutil.disk_usage(ROOT).free < ROOM:
        raise Stop(
            f"The disk is full: the environment takes {ROOM / 1e9} GB. Free that much "
            f"for {ROOT} and run the same command again."
        )
    if not uv and not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Stop(no_venv())
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    base = getattr(sys, "_base_executable", sys.executable)
    run(
        [uv, "venv", "--seed", "--python", base, str(VENV)]
        if uv
        else [base, "-I", "-m", "venv", str(VENV)]
    )


def warm_behind() -> bool:
    """Begin to fill the caches in a process of its own, where they are not filled; return whether
    there is something to fill.
    """
    if is_warm():
        return False
    null = subprocess.DEVNULL
    command = [str(PYTHON), "-c", "from neurolib import bootstrap; bootstrap.fill()"]
    # Ctrl+C in the terminal ends it too
    subprocess.Popen(command, cwd=ROOT, env=environment(), stdin=null, stdout=null, stderr=null)
    return True


def fill() -> None:
    """Fill the caches, behind whatever else this machine does, and note that they are full."""
    if hasattr(os, "nice"):
        os.nice(10)
    sources = _sources()
    with _bytecode():
        whole = _warm(Bar())
    if whole:
        _write_stamp(_read_stamp() | {"warm": sources})


def _warm(bar: Bar) -> bool:
    """Fill the caches that would make a first figure or a first run slow; say so, and go on, where
    that fails.
    """

    def watch(lines: list[str]) -> None:
        said = "".join(lines[-1:]).strip()
        counted = re.match(r"(\d+) of (\d+)", said)
        bar.show(
            0.58 + 0.42 * int(counted[1]) / int(counted[2]) if counted else 0.56,
            "Warming the caches:",
            said,
        )

    try:
        run([str(PYTHON), "-c", WARM], watch)
    except Stop as stop:
        bar.clear()
        print(
            f"The caches could not be filled, so first runs will be slower. {stop}", file=sys.stderr
        )
        return False
    return True


def _refuse_clash() -> None:
    """Stop if the other project that is named neurolib is installed in the environment: it would be
    imported in place of this one.
    """
    if _packages("neurolib-[0-9]*-info"):
        raise Stop(
            f"Another project, whose distribution is named neurolib, is installed in "
            f"{VENV} and hides this one (neurolib-course): "
            f"run {PYTHON} -m pip uninstall neurolib, then the same command again."
        )


def _lock(name: str, numba: bool) -> Path:
    """Return the lock to install from: the tracked one, or without Numba a copy that leaves it
    out.
    """
    if numba:
        return ROOT / name
    entries = re.split(r"^(?=\w)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    (VENV / name).write_text(
        "".join(entry for entry in entries if not re.match("(numba|llvmlite)==", entry)),
        encoding="utf-8",
    )
    return VENV / name


def _packages(pattern: str) -> list[Path]:
    """Return what matches in the environment's ``site-packages``."""
    return list(
        VENV.glob(("Lib" if os.name == "nt" else "lib/python3*") + "/site-packages/" + pattern)
    )


def _missing() -> set[str]:
    """Return which of a few telling packages the environment lacks; all of them if its Python does
    not run.
    """
    names = {"pip", "numpy", "typer", "jupyterlab", "neurolib"}
    look = f"print(*filter(importlib.util.find_spec, {sorted(names)}))"
    code = f"import importlib.util, sys; assert (3, 11) <= sys.version_info < (3, 14); {look}"
    try:
        done = subprocess.run(
            [PYTHON, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return names
    return names - set(done.stdout.split())


def _read_stamp() -> dict[str, object]:
    """Return what the environment was made from; nothing if there is no stamp that can be read."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(values: dict[str, object]) -> None:
    """Write the stamp at once, because another start may read it at any moment."""
    new = STAMP.with_suffix(".new")
    new.write_text(json.dumps(values, indent=1), encoding="utf-8")
    new.replace(STAMP)


def _sources() -> str:
    """Hash the library, whose kernels are compiled and kept."""
    return _hash(ROOT / "neurolib", "**/*.py")


def _hash(folder: Path, *patterns: str) -> str:
    """Hash the names and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in folder.glob(pattern)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
