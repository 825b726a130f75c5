"""The student's working copy: ``work/`` beside the tracked notebooks, brought up to date without
ever touching what the student changed.

A manifest in each folder records the fingerprint of every file as it was handed out. A file that
still has it is the course's, and is replaced when the course changes; any other is the student's,
is kept, and the new one is laid beside it as ``name.new.ipynb``.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import shutil
from pathlib import Path

from neurolib.bootstrap import ROOT, Stop

# on a hub, each student's own folder, as neurolib.hub has named it
WORK = Path(os.environ.get("NEUROLIB_WORK") or ROOT / "work")
# what is handed out: folders of the clone, and of the working copy under the same name
TREES = ("course", "exercises")
MANIFEST = ".handed-out.json"


def fingerprint(path: Path) -> str:
    """Hash what a person can change: for a notebook its cells and their tags, not the outputs and
    counters that running it leaves.
    """
    content = path.read_bytes()
    if path.suffix == ".ipynb":
        try:
            said = [_said(cell) for cell in json.loads(content)["cells"]]
            content = json.dumps(said, sort_keys=True).encode()
        except (ValueError, KeyError, TypeError, AttributeError):
            pass  # it is no notebook, so its bytes are hashed
    return hashlib.sha256(content).hexdigest()


def lay_out(source: Path, target: Path) -> list[str]:
    """Bring the files of ``source`` to ``target`` and return a sentence for each that was laid
    beside the student's own.
    """
    handed, sentences = _read(target), []
    for file in files(source):
        name, new, here = (
            file.relative_to(source).as_posix(),
            fingerprint(file),
            target / file.relative_to(source),
        )
        if not here.exists() or handed.get(name) == fingerprint(here) != new:
            _copy(file, here)
        elif fingerprint(here) != new and handed.get(name) != new:
            beside = _free(here, "new", target, handed)
            _copy(file, beside)
            handed[beside.relative_to(target).as_posix()] = new
            sentences.append(
                f"{name} is newer in the course and changed by you: yours is kept, the "
                f"new one is {beside.name} beside it."
            )
        handed[name] = new
    _write(target, handed)
    return sentences


def hand_out(source: Path, target: Path) -> None:
    """Bring each problem set of ``source`` that ``target`` does not have; one that is there is the
    student's, whatever became of it.

    It is what nbgrader's *Fetch* does, so that the links to the sets work from the start.
    """
    target.mkdir(parents=True, exist_ok=True)
    for folder in sorted(path for path in source.glob("*") if any(path.glob("*.ipynb"))):
        here, part = target / folder.name, target / f".{folder.name}.part"
        if not here.exists():
            for file in files(folder):
                _copy(file, part / file.relative_to(folder))
            os.replace(part, here)


def changed(target: Path) -> list[str]:
    """Return the names of the handed-out files in a folder that the student has changed."""
    return [
        name
        for name, said in _read(target).items()
        if (target / name).is_file() and fingerprint(target / name) != said
    ]


def find(notebook: str) -> tuple[Path, Path]:
    """Return the handed-out notebook and the student's, for a path in the working copy or the end
    of one, with or without ``.ipynb``.
    """
    wanted = Path(notebook if notebook.endswith(".ipynb") else notebook + ".ipynb")
    inside = Path(os.path.realpath(wanted))
    tail = "/" + (
        inside.relative_to(WORK) if inside.is_relative_to(WORK) else wanted
    ).as_posix().lstrip("./")
    known = [
        file.relative_to(ROOT)
        for tree in TREES
        for file in files(ROOT / tree)
        if file.suffix == ".ipynb"
    ]
    found = [name for name in known if "/" + name.as_posix() == tail] or [
        name for name in known if ("/" + name.as_posix()).endswith(tail)
    ]
    if len(found) == 1:
        return ROOT / found[0], WORK / found[0]
    if found:
        raise Stop(f"{notebook} could be {' or '.join(map(str, found))}: type the longer name.", 2)
    near = difflib.get_close_matches(wanted.stem, [name.stem for name in known], 1)
    hint = f": did you mean {near[0]}.ipynb?" if near else "; its notebooks are in work/course."
    raise Stop(f"The course handed out no notebook {notebook}{hint}", 2)


def restore(source: Path, target: Path) -> Path | None:
    """Put a handed-out file back in its place; return the copy that was kept of the student's, if
    there was one to keep.
    """
    copy = None
    if target.exists():
        copy = _free(target, "mine", target.parent, {})
        os.replace(target, copy)
    _copy(source, target)
    folder = next((folder for folder in target.parents if (folder / MANIFEST).exists()), None)
    if folder:
        _write(folder, _read(folder) | {target.relative_to(folder).as_posix(): fingerprint(source)})
    return copy


def files(folder: Path) -> list[Path]:
    """Return the files in a folder, in order, leaving out hidden ones, caches and checkpoints."""
    every = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return [
        file
        for file in every
        if not any(part.startswith((".", "__pycache__")) for part in file.relative_to(folder).parts)
    ]


def _said(cell: dict[str, object]) -> list[object]:
    """Return the parts of a cell that its author wrote; JupyterLab may store a source as one string
    or as lines.
    """
    source, metadata = cell["source"], cell.get("metadata")
    notes = (
        {key: metadata[key] for key in ("nbgrader", "tags") if key in metadata}
        if isinstance(metadata, dict)
        else {}
    )
    return [
        cell["cell_type"],
        "".join(source) if isinstance(source, list) else source,
        cell.get("attachments") or {},
        notes,
    ]


def _free(path: Path, word: str, target: Path, handed: dict[str, str]) -> Path:
    """Return ``name.word.ipynb`` beside a file, or the first numbered one that would overwrite
    nothing of the student's.
    """
    number = 1
    while True:
        beside = path.with_name(f"{path.stem}.{word}{number if number > 1 else ''}{path.suffix}")
        if not beside.exists() or handed.get(beside.relative_to(target).as_posix()) == fingerprint(
            beside
        ):
            return beside
        number += 1


def _copy(source: Path, target: Path) -> None:
    """Copy a file in one step: an interrupted copy leaves the old file whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    shutil.copyfile(source, part)
    os.replace(part, target)


def _read(folder: Path) -> dict[str, str]:
    """Return the manifest of a folder; an unreadable one counts as empty, so that everything in the
    folder is the student's.
    """
    try:
        handed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return handed if isinstance(handed, dict) else {}


def _write(folder: Path, handed: dict[str, str]) -> None:
    """Write the manifest of a folder in one step."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / (MANIFEST + ".part")
    part.write_text(json.dumps(handed, indent=1, sort_keys=True), encoding="utf-8")
    os.replace(part, folder / MANIFEST)
