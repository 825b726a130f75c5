"""The scripts and the style of a page: the widgets that JupyterLab shows, unchanged, what answers
them without Python, and the records from which it answers.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

from .running import Ran

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "widgets"
THEME = HERE / "theme.js"
# of a figure: what it computes with, or its record for wide pages and for narrow ones
LAYOUTS = "figure", "wide", "narrow"


def script(names: dict[str, str], *own: Path) -> str:
    """Return a page's script: the shipped widgets by their names, what answers them without Python,
    and the page's ``own`` files.
    """
    modules = {
        name: (SHIPPED / f"{file}.js").read_text(encoding="utf-8") for name, file in names.items()
    }
    inside = ",\n".join(
        f"{name}: (() => {{\n{text.replace('export default', 'return')}}})()"
        for name, text in modules.items()
    )
    for name in ("compute", "computed"):
        text = (HERE / f"{name}.js").read_text(encoding="utf-8")
        inside += f",\n{name}: (() => {{\n{text.replace('export default', 'return')}}})()"
    rest = "\n".join(path.read_text(encoding="utf-8") for path in (HERE / "recorded.js", *own))
    return f"(() => {{\nconst widgets = {{\n{inside}\n}};\n{rest}}})();\n"


def sheet(names: Iterable[str], *own: Path) -> str:
    """Return a page's style: its ``own`` files, and those of the shipped widgets."""
    files = [*own, *(SHIPPED / f"{file}.css" for file in names)]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def records(
    ran: Ran, stem: str, layouts: Iterable[str] = LAYOUTS
) -> Iterator[tuple[str, str, str]]:
    """Yield of the live figures of a notebook the name of each, that of a record of it, and the
    record in Base64; the name of the notebook, ``stem``, comes before that of a record.
    """
    for figure in ran.live():
        for layout in layouts:
            if film := ran.film(figure, layout):
                yield figure, f"{stem}-{figure}.{layout}", base64.b64encode(film).decode()


def lay_records(
    ran: Ran, stem: str, folder: Path, layouts: Iterable[str] = LAYOUTS
) -> dict[str, int]:
    """Write the records of a notebook's live figures as scripts, which run where a page was opened
    from a disk; return the bytes of each figure.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sizes: dict[str, int] = {}
    for figure, name, record in records(ran, stem, layouts):
        text = f'neurolibArrived("{name}", "{record}")\n'
        (folder / f"{name}.js").write_text(text, encoding="ascii")
        sizes[figure] = sizes.get(figure, 0) + len(text)
    return sizes
