"""The map of the course: a station for each chapter, with what the reader has finished, kept in a small file beside the notebook."""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

HERE = Path(__file__).parent
TICKS = Path(".progress.json")
Line = tuple[int | str, str, str, str]


def course_map(parts: Mapping[str, Iterable[Line]], file: Path = TICKS, folder: Path = Path()) -> CourseMap:
    """Return the map of a course: for each part its stations, with a link and a box to tick for each chapter and each problem set.

    A station is one line, (number, title, glyph, what you learn). Its chapter is the notebook ``*/NUMBER-*.ipynb`` in ``folder``, its
    problem set ``../exercises/psNUMBER-*/``; both show how many minutes they say they take. A station without a chapter is planned.
    What is ticked is kept in ``file`` and nowhere else.
    """
    return CourseMap([{"title": title, "stations": [station(line, folder) for line in lines]} for title, lines in parts.items()], file)


def station(line: Line, folder: Path) -> dict[str, Any]:
    """Return what the map shows of one line: the words, and the chapter and the problem set that are there."""
    number, title, glyph, learn = line
    tasks = []
    for name, pattern in ("Chapter", f"*/{number}-*.ipynb"), ("Problem set", f"../exercises/ps{number}-*/ps{number}-*.ipynb"):
        found = sorted(path for path in folder.glob(pattern) if "." not in path.stem)  # name.mine.ipynb is a copy
        if found:
            words = title if name == "Chapter" else found[0].stem
            href = found[0].relative_to(folder).as_posix()
            tasks.append({"step": f"{name} {number} · {words}", "name": words, "href": href, "minutes": _minutes(found[0])})
    return {"number": str(number), "title": title, "glyph": glyph, "learn": learn, "tasks": tasks}


class CourseMap(anywidget.AnyWidget):
    """The stations in ``parts``, the steps of them that are ``ticked``, and the sentence that is ``said`` beneath."""

    _esm = HERE / "stations.js"
    _css = HERE / "stations.css"
    parts: Any = traitlets.List().tag(sync=True)
    ticked = traitlets.List(traitlets.Unicode()).tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    kernel = traitlets.Unicode().tag(sync=True)  # by which the page finds the folder that its links start from
    folder = traitlets.Unicode().tag(sync=True)

    def __init__(self, parts: list[dict[str, Any]], file: Path) -> None:
        self.file = file
        self.steps = [task["step"] for part in parts for each in part["stations"] for task in each["tasks"]]
        done = _ticked(file)
        ticked = [step for step in self.steps if step in done]
        super().__init__(parts=parts, ticked=ticked, said=f"{len(ticked)} of {len(self.steps)} done", kernel=_kernel())
        self.observe(self._keep, "ticked")

    def _keep(self, _: Any) -> None:
        said = f"{len(self.ticked)} of {len(self.steps)} done"
        try:
            self.file.write_text(json.dumps(self.ticked, indent=1, ensure_ascii=False), encoding="utf-8")
        except OSError as problem:
            said = f"Not kept: {self.file} could not be written ({problem.strerror})."
        self.said = said

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Add the map as a list, for a page without widgets."""
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        words, page = [], ""
        for part in self.parts:
            words.append(part["title"])
            page += f"<p><strong>{html.escape(part['title'])}</strong></p><ul>"
            for each in part["stations"]:
                lines = [f"{'☑' if task['step'] in self.ticked else '☐'} {task['step']}" for task in each["tasks"]]
                words += lines or [f"{each['title']} (planned)"]
                links = [f'<a href="{task["href"]}">{html.escape(line)}</a>' for task, line in zip(each["tasks"], lines, strict=True)]
                page += f"<li>{' · '.join(links) or html.escape(words[-1])}: {html.escape(each['learn'])}</li>"
            page += "</ul>"
        return {**(data or {}), "text/html": f"{page}<p>{self.said}</p>", "text/plain": "\n".join([*words, self.said])}, metadata


def _minutes(notebook: Path) -> int | None:
    """Return how many minutes a chapter or a problem set says that it takes."""
    found = re.search(r"\*\*Time\*\*: (\d+) minutes|about (\d+) minutes", notebook.read_text(encoding="utf-8"))
    return int(found[1] or found[2]) if found else None


def _kernel() -> str:
    """Return the name under which a Jupyter server knows this kernel; nothing where there is none."""
    if "ipykernel" not in sys.modules:
        return ""
    try:
        return Path(sys.modules["ipykernel"].get_connection_file()).stem.removeprefix("kernel-")
    except (RuntimeError, AttributeError):
        return ""


def _ticked(file: Path) -> set[str]:
    """Return the steps that were ticked before; a file that is missing or not ours counts as none."""
    try:
        return set(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return set()
