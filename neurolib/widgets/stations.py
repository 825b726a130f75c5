"""The map of the course: a station for each chapter, with what the reader has finished, kept in a
small file beside the notebook.
"""

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

from .guessing import KEPT
from .objectives import objectives, progress

HERE = Path(__file__).parent
TICKS = Path(".progress.json")
NOTEBOOK = "Chapter ", "Lab "  # how the step of a notebook begins that is no problem set
Line = tuple[int | str, str, str, str]


def course_map(
    parts: Mapping[str, Iterable[Line]], file: Path = TICKS, folder: Path = Path()
) -> CourseMap:
    """Return the map of a course: for each part its stations, with a link and a box to tick for
    each chapter and each problem set.

    A station is one line, (number, title, glyph, what you learn). Its chapter is the notebook
    ``*/NUMBER-*.ipynb`` in ``folder``, its problem set ``../exercises/psNUMBER-*/``; both show how
    many minutes they say they take. The number of a lab is as "L2": its notebook is
    ``*/lab2-*.ipynb``, its problem set ``../exercises/lab2-*/``. Of several notebooks with a
    number, as in a working copy that is older than a change of numbers, the one with the title in
    its name counts, and the set that it names. A station without a notebook is planned. What is
    ticked is kept in ``file`` and nowhere else. Under the map stand the objectives of a chapter,
    with what of each is practised and which visible tests pass, and what to do next; both are read
    again when the map comes into view.
    """
    stations = [
        {"title": title, "stations": [station(line, folder) for line in lines]}
        for title, lines in parts.items()
    ]
    return CourseMap(stations, file, folder)


def station(line: Line, folder: Path) -> dict[str, Any]:
    """Return what the map shows of one line: the words, and the chapter and the problem set that
    are there.
    """
    number, title, glyph, learn = line
    kind, short = (
        ("Lab", f"{number}"[1:]) if f"{number}".startswith("L") else ("Chapter", f"{number}")
    )
    file, problems = (f"lab{short}", f"lab{short}") if kind == "Lab" else (short, f"ps{short}")
    slug, said = re.sub(r"\W+", "-", title.lower()).strip("-"), ""
    tasks = []
    for name, label, pattern in (
        (kind, short, f"*/{file}-*.ipynb"),
        ("Problem set", number, f"../exercises/{problems}-*/{problems}-*.ipynb"),
    ):
        # name.mine.ipynb is a copy
        found = sorted(path for path in folder.glob(pattern) if "." not in path.stem)
        if found:
            mine = next(
                (path for path in found if path.stem == f"{file}-{slug}" or path.stem in said),
                found[0],
            )
            said = said or mine.read_text(encoding="utf-8")
            words = title if name == kind else mine.stem
            href = mine.relative_to(folder).as_posix()
            tasks.append(
                {
                    "step": f"{name} {label} · {words}",
                    "name": words,
                    "href": href,
                    "minutes": _minutes(mine),
                }
            )
    return {"number": str(number), "title": title, "glyph": glyph, "learn": learn, "tasks": tasks}


class CourseMap(anywidget.AnyWidget):
    """The stations in ``parts``, the steps of them that are ``ticked``, the sentence that is
    ``said`` beneath, and ``progress``: the rows of objectives by the station's number, and the
    station, the words and the link of what is ``next``.
    """

    _esm = HERE / "stations.js"
    _css = HERE / "stations.css"
    parts: Any = traitlets.List().tag(sync=True)
    ticked = traitlets.List(traitlets.Unicode()).tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    progress: Any = traitlets.Dict().tag(sync=True)
    # by which the page finds the folder that its links start from
    kernel = traitlets.Unicode().tag(sync=True)
    folder = traitlets.Unicode().tag(sync=True)

    def __init__(self, parts: list[dict[str, Any]], file: Path, folder: Path) -> None:
        self.file, self.guesses = file, folder / KEPT
        self.stations = [each for part in parts for each in part["stations"]]
        self.steps = [task["step"] for each in self.stations for task in each["tasks"]]
        self.files = {each["number"]: _files(each, folder) for each in self.stations}
        self.objectives = {number: objectives(*files) for number, files in self.files.items()}
        done = _ticked(file)
        ticked = [step for step in self.steps if step in done]
        super().__init__(
            parts=parts,
            ticked=ticked,
            said=f"{len(ticked)} of {len(self.steps)} done",
            kernel=_kernel(),
        )
        self._look()
        self.observe(self._keep, "ticked")
        self.on_msg(self._look)

    def _look(self, *_: Any) -> None:
        """Read what is practised and what passes, and find what comes next."""
        rows = {
            number: progress(each, self.guesses, self.files[number][1])
            for number, each in self.objectives.items()
        }
        self.progress = {
            "rows": rows,
            "next": next(filter(None, (self._open(each, rows) for each in self.stations)), {}),
        }

    def _open(
        self, station: dict[str, Any], rows: dict[str, list[dict[str, Any]]]
    ) -> dict[str, str]:
        """Return what is next at a station: a chapter to begin, an objective to practise, a problem
        to solve; nothing where all is done.
        """
        number = station["number"]
        here = rows.get(number, [])
        for task in station["tasks"]:
            place, counts = (
                ("section", "practised")
                if task["step"].startswith(NOTEBOOK)
                else ("problem", "passed")
            )
            left = next((row for row in here if row[place]), None)
            if task["step"] in self.ticked or (not left and any(row[counts][1] for row in here)):
                continue
            if not left or not any(row[counts][0] for row in here):
                words = "begin"
            elif place == "section":
                words = f"practise objective {left['number']} in section {left[place]} of"
            else:
                words = f"solve problem {left[place]} of"
            return {
                "number": number,
                "words": words,
                "link": task["step"][0].lower() + task["step"][1:],
                "href": task["href"],
            }
        return {}

    def _keep(self, _: Any) -> None:
        said = f"{len(self.ticked)} of {len(self.steps)} done"
        try:
            self.file.write_text(
                json.dumps(self.ticked, indent=1, ensure_ascii=False), encoding="utf-8"
            )
        except OSError as problem:
            said = f"Not kept: {self.file} could not be written ({problem.strerror})."
        self.said = said
        self._look()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Add the map as a list, for a page without widgets."""
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        words, page = [], ""
        for part in self.parts:
            words.append(part["title"])
            page += f"<p><strong>{html.escape(part['title'])}</strong></p><ul>"
            for each in part["stations"]:
                lines = [
                    f"{'☑' if task['step'] in self.ticked else '☐'} {task['step']}"
                    for task in each["tasks"]
                ]
                words += lines or [f"{each['title']} (planned)"]
                links = [
                    f'<a href="{task["href"]}">{html.escape(line)}</a>'
                    for task, line in zip(each["tasks"], lines, strict=True)
                ]
                page += (
                    f"<li>{' · '.join(links) or html.escape(words[-1])}: "
                    f"{html.escape(each['learn'])}</li>"
                )
            page += "</ul>"
        return {
            **(data or {}),
            "text/html": f"{page}<p>{self.said}</p>",
            "text/plain": "\n".join([*words, self.said]),
        }, metadata


def _files(station: dict[str, Any], folder: Path) -> list[Path | None]:
    """Return where the chapter and the problem set of a station are, if they are there."""
    found = {task["step"].startswith(NOTEBOOK): folder / task["href"] for task in station["tasks"]}
    return [found.get(True), found.get(False)]


def _minutes(notebook: Path) -> int | None:
    """Return how many minutes a chapter or a problem set says that it takes."""
    found = re.search(
        r"\*\*Time\*\*: (\d+) minutes|about (\d+) minutes", notebook.read_text(encoding="utf-8")
    )
    return int(found[1] or found[2]) if found else None


def _kernel() -> str:
    """Return the name under which a Jupyter server knows this kernel; nothing where there is
    none.
    """
    if "ipykernel" not in sys.modules:
        return ""
    try:
        return Path(sys.modules["ipykernel"].get_connection_file()).stem.removeprefix("kernel-")
    except (RuntimeError, AttributeError):
        return ""


def _ticked(file: Path) -> set[str]:
    """Return the steps that were ticked before; a file that is missing or not ours counts as
    none.
    """
    try:
        return set(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return set()
