"""Make an environment for each peer, once, in a cache folder of the user's: a venv and pip by the
package's name.

Run: python tests/benchmarks/peers/environments.py [peer …]

The folder is neurolib-peers under XDG_CACHE_HOME (or ~/.cache); delete it to begin anew. Versions
are pinned. A recipe is tried with each Python on the path, newest first, until one installs; where
none does, the reason is kept and told.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "neurolib-peers"
# package: what pip is asked for, best first; Brian2 2.9 is the last for Python 3.11 and does not
# run with NumPy 2.4
RECIPES = {
    "brian2": [["brian2==2.11.0"], ["brian2==2.9.0", "numpy<2.4"]],
    "nest": [["nest-simulator==3.10.0", "numpy"]],
    "neuron": [["neuron==9.0.2", "numpy"]],
    "nengo": [["nengo==4.1.0", "scipy"]],
}
# what has no wheel is built, once these tools are there; it is made only where it is named
TOOLS = [
    "cmake>=4.2.1",
    "scikit-build",
    "setuptools>=77",
    "wheel",
    "ninja",
    "pybind11",
    "mypy",
    "requests",
    "protobuf",
    "tqdm",
]
SOURCES = {
    "aihwkit": (
        ["numpy", "scipy", "scikit-learn", "torch", "torchvision", *TOOLS],
        ["aihwkit==1.2.0"],
    )
}


class NotToBeHad(Exception):
    """A peer that could not be installed here, and why."""


def interpreters():
    """Return the Pythons on the path that can make environments, newest first, each version once."""
    names = ["python3.13", "python3.12", "python3.11", "python3"]
    places = [
        *os.environ.get("PATH", os.defpath).split(os.pathsep),
        os.defpath.split(os.pathsep)[-1],
    ]
    found = {}
    for path in [
        sys.executable,
        *(which for place in places for name in names if (which := shutil.which(name, path=place))),
    ]:
        code = (
            "import sys, venv, ensurepip; print(sys.version_info[:2] >= (3, 11), "
            "*sys.version_info[:2])"
        )
        asked = subprocess.run([path, "-c", code], capture_output=True, text=True)
        fits, *version = asked.stdout.split() if asked.returncode == 0 else ["False"]
        if fits == "True" and int(version[1]) <= 13:
            found.setdefault(tuple(map(int, version)), path)
    return [found[version] for version in sorted(found, reverse=True)]


def environment(peer, say=lambda line: print(line, file=sys.stderr, flush=True)):
    """Return the interpreter of a peer's environment, made now if it is not there; raise NotToBeHad
    with the reason.
    """
    folder = CACHE / peer
    python, made = folder / "bin" / "python", folder / "made"
    built, recipes = (
        (SOURCES[peer][0], SOURCES[peer][1:]) if peer in SOURCES else ([], RECIPES[peer])
    )
    if made.is_file() and made.read_text() in map("\n".join, recipes) and python.exists():
        return python
    reason = "no Python from 3.11 to 3.13 that can make an environment was found on the path"
    for wanted in recipes:
        for interpreter in interpreters():
            say(
                f"{peer}: installing {' '.join(wanted)} with {Path(interpreter).name}, "
                f"once, into {folder}"
            )
            shutil.rmtree(folder, ignore_errors=True)
            folder.parent.mkdir(parents=True, exist_ok=True)
            pip = [python, "-m", "pip", "install", "-q"]
            commands = [
                [interpreter, "-m", "venv", folder],
                [*pip, "--only-binary=:all:", *(built or wanted)],
            ]
            commands += [[*pip, "--no-build-isolation", "--no-deps", *wanted]] if built else []
            for command in commands:
                # where a build finds its tools
                path = f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
                done = subprocess.run(
                    command, capture_output=True, text=True, env={**os.environ, "PATH": path}
                )
                if done.returncode:
                    reason = (done.stderr or done.stdout).strip().splitlines()[-1]
                    break
            else:
                made.write_text("\n".join(wanted))
                return python
    raise NotToBeHad(reason)


def main():
    """Make the environments that are named, or all."""
    for peer in sys.argv[1:] or RECIPES:
        try:
            print(f"{peer}: {environment(peer)}")
        except NotToBeHad as reason:
            print(f"{peer}: {reason}")


if __name__ == "__main__":
    main()
