"""A machine of a class, in a mount namespace of its own: users of the system, a disk for each home,
a folder for the exchange, and the real hub.

``python machine.py DIR USER …`` is run by ``unshare --mount`` as root. It changes nothing outside:
the users are in copies of /etc/passwd and /etc/group that only this namespace sees. It becomes the
hub, so whoever started it has the hub's process number.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

FIRST = 61001  # number of the first user
HOME_SIZE = "48m"  # of the disk of each home


def mount(*words: str | Path) -> None:
    subprocess.run(["mount", *map(str, words)], check=True)


def users(place: Path, names: list[str]) -> None:
    """Add the users, and the group of students, to this namespace's lists."""
    group = "".join(f"{name}:x:{FIRST + n}:\n" for n, name in enumerate(names))
    students = ",".join(name for name in names if name != "teacher")
    lines = {
        "passwd": "".join(
            f"{name}:x:{FIRST + n}:{FIRST + n}::{place / 'home' / name}:/bin/bash\n"
            for n, name in enumerate(names)
        ),
        "group": f"{group}students:x:{FIRST - 1}:{students}\n",
    }
    for name, added in lines.items():
        copy = place / "etc" / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(Path("/etc", name).read_text(encoding="utf-8") + added, encoding="utf-8")
        mount("--bind", copy, Path("/etc", name))


def homes(place: Path, names: list[str]) -> None:
    """Give each user a home on a disk of its own, open to all as many systems make it."""
    for n, name in enumerate(names):
        home = place / "home" / name
        home.mkdir(parents=True, exist_ok=True)
        owner = f"uid={FIRST + n},gid={FIRST + n}"
        mode = "mode=700" if name == "teacher" else "mode=755"
        mount("-t", "tmpfs", "-o", f"size={HOME_SIZE},{owner},{mode}", "none", home)


def open_python() -> None:
    """Make the Python of this environment one that every user can run, where it lies in root's
    home: with nothing else of that home.
    """
    base = Path(sys.base_prefix).resolve()
    closed = [above for above in base.parents if not above.stat().st_mode & stat.S_IXOTH]
    if closed:
        top, held = closed[-1], Path("/mnt")
        mount("--bind", base, held)
        mount("-t", "tmpfs", "-o", "mode=755", "none", top)
        base.mkdir(parents=True)
        mount("--move", held, base)


def main(place: Path, names: list[str]) -> None:
    mount("--make-rprivate", "/")
    users(place, names)
    homes(place, names)
    open_python()
    os.chdir(place)
    start = Path(__file__).resolve().parents[2] / "deploy" / "start.py"
    os.execv(sys.executable, [sys.executable, str(start), "hub"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
