"""A small file that a hand-in has beside its notebook, as it lies there or in a ZIP."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any, TypeGuard

from .files import FILES, Skipped, list_files, load
from .limited_process import Refused

ENTRY = b"PK\x01\x02"  # begins each entry of a ZIP's table of contents
HUGE = 1e100  # no result of the course comes near


def dict_beside(folder: Path, name: str, largest: int, what: str) -> dict[str, Any] | None:
    """Return what the JSON file ``name`` of a hand-in holds; None where there is no such file.

    Raises :class:`.Refused` for a file of more than ``largest`` bytes, and for one that does not
    hold ``what`` is expected.
    """
    data = beside(folder, name, largest)
    if data is None:
        return None
    if len(data) > largest:
        raise Refused(f"the file has more than {largest // 1000} kB")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise Refused("the file is no JSON") from None
    if not isinstance(found, dict):
        raise Refused(f"the file holds no {what}")
    return found


def beside(folder: Path, name: str, largest: int) -> bytes | None:
    """Return the file ``name`` of a hand-in, at most ``largest`` bytes of it and one more; None
    where there is no such file.

    It opens what a student wrote, so it runs in :func:`.run_limited`.
    """
    files = [file for file in list_files(folder, Skipped()) if "/" not in file.name]
    for file in files:
        if file.name == name:
            return load(file, at_most=largest + 1)
    for file in files:
        # damaged, or locked
        with contextlib.suppress(OSError, RuntimeError, ValueError, EOFError, zipfile.BadZipFile):
            if not file.name.lower().endswith(".zip"):
                continue
            data = load(file)
            if data.count(ENTRY) > FILES:
                continue
            archive = zipfile.ZipFile(io.BytesIO(data))
            for entry in archive.infolist():
                if entry.filename.split("/")[-1] == name:
                    with archive.open(entry) as stream:
                        return stream.read(largest + 1)
    return None


def is_number(value: Any) -> TypeGuard[float]:
    """Return whether a value from such a file is a number of a size that a course can have; NaN and
    truth values are none.
    """
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -HUGE < value < HUGE
