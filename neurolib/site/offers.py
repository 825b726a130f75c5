"""What a page offers besides its text: its notebook to download, the source, a hub on which it
opens, the course for students as an archive, and how to cite the course.
"""

from __future__ import annotations

import html
import re
import shutil
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import nbformat

from .. import __version__
from ..bootstrap import Stop
from ..classroom.release import refuse_secrets

ARCHIVE = "course-for-students"
KINDS = {"software": "software", "dataset": "dataset"}  # of CITATION.cff → of BibLaTeX


@dataclass(frozen=True)
class Offers:
    """What the builder of a site names: where the source is, with ``{path}`` in place of a file's
    path; a hub; the address at which the site will be; and whether an archive of the course and a
    book to print are laid beside it.
    """

    source: str = ""
    hub: str = ""
    address: str = ""
    edition: bool = False
    pdf: bool = False

    def __post_init__(self) -> None:
        for option in ("source", "hub", "address"):
            given = getattr(self, option)
            parts = urlsplit(given)
            if given and (parts.scheme not in ("http", "https") or not parts.netloc):
                raise Stop(
                    f"--{option} is {given!r}; expected the address of a web page, as in "
                    f"https://example.org/course."
                )

    def source_of(self, path: str) -> str:
        """Return where the source of a file of the course is; without ``{path}`` in the address,
        this is the address itself.
        """
        return self.source.replace("{path}", quote(path))

    def opened(self, path: str) -> str:
        """Return the address that opens a file in each person's own server on the hub: the hub asks
        for the login and then puts the person's name into it.
        """
        hub = self.hub.rstrip("/").removesuffix("/hub")
        return f"{hub}/hub/user-redirect/lab/tree/{quote(path)}" if hub else ""


@dataclass(frozen=True)
class Citation:
    """Who made the course, and how it is cited: what CITATION.cff says."""

    title: str
    authors: tuple[str, ...]
    version: str = __version__
    released: str = ""
    kind: str = "software"
    url: str = ""
    people: tuple[bool, ...] = field(default=())

    @classmethod
    def read(cls, path: Path, url: str = "") -> Citation:
        """Read a file CITATION.cff; a course without one is cited by its title alone."""
        import yaml

        said: dict[str, Any] = {}
        if path.is_file():
            said = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        authors = [_author(each) for each in said.get("authors", [])]
        return cls(
            title=str(said.get("title", "Neuromorphic computing")),
            authors=tuple(name for name, _ in authors),
            people=tuple(person for _, person in authors),
            version=str(said.get("version", __version__)),
            released=str(said.get("date-released", "")),
            kind=str(said.get("type", "software")),
            url=str(said.get("url") or said.get("repository-code") or url),
        )

    @property
    def year(self) -> str:
        """The year of the version."""
        return self.released[:4]

    @property
    def names(self) -> str:
        """All authors in one line."""
        return ", ".join(self.authors)

    @property
    def text(self) -> str:
        """The citation as a sentence."""
        year = f" ({self.year})" if self.year else ""
        url = f" {self.url}" if self.url else ""
        return f"{self.names}{year}. {self.title}. Version {self.version}.{url}".strip()

    @property
    def bibtex(self) -> str:
        """The citation as an entry of BibTeX."""
        authors = " and ".join(
            name if person else f"{{{name}}}"
            for name, person in zip(self.authors, self.people, strict=True)
        )
        entries = {
            "title": f"{{{self.title}}}",
            "author": authors,
            "year": self.year,
            "version": self.version,
            "url": self.url,
        }
        lines = [f"  {name} = {{{_tex(value)}}}" for name, value in entries.items() if value]
        kind = KINDS.get(self.kind, "misc")
        return f"@{kind}{{neurolib{self.year},\n" + ",\n".join(lines) + "\n}"


def _author(said: dict[str, Any]) -> tuple[str, bool]:
    """Return the name of an author, and whether it is a person's."""
    if "name" in said:
        return str(said["name"]), False
    parts = [said.get(part, "") for part in ("given-names", "name-particle", "family-names")]
    return " ".join(str(part) for part in parts if part), True


def _tex(text: str) -> str:
    return re.sub(r"([&%#_])", r"\\\1", text) if "://" not in text else text


def lay_notebook(path: Path, inside: str, out: Path) -> str:
    """Copy a notebook to where the site offers it, as a student gets it, and return its address
    there: without outputs, and never with a solution.
    """
    refuse_secrets(path)
    notebook = nbformat.read(path, as_version=4)
    target = out / "notebooks" / inside
    target.parent.mkdir(parents=True, exist_ok=True)
    if any(cell.get("outputs") for cell in notebook.cells):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, target)
    else:
        shutil.copyfile(path, target)
    return f"notebooks/{inside}"


def lay_edition(root: Path, out: Path) -> str:
    """Write the edition for students as an archive beside the pages, and return its address."""
    from ..classroom.course import Course
    from ..classroom.release import edition

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, ARCHIVE)
        edition(Course.find(root), target)
        with zipfile.ZipFile(out / f"{ARCHIVE}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(each for each in target.rglob("*") if each.is_file()):
                archive.write(path, f"{ARCHIVE}/{path.relative_to(target).as_posix()}")
    return f"{ARCHIVE}.zip"


def row(leaf: Any, offers: Offers) -> str:
    """Return the links above a page that has a notebook."""
    if not leaf.notebook:
        return ""
    name = leaf.notebook.rpartition("/")[2]
    links = [
        f'<a href="{html.escape(leaf.root + "notebooks/" + leaf.notebook)}" download="{name}">'
        f"Download this notebook</a>"
    ]
    if opened := offers.opened(leaf.notebook):
        links.append(f'<a href="{html.escape(opened)}">Open in JupyterLab</a>')
    if source := offers.source_of(leaf.notebook):
        links.append(f'<a href="{html.escape(source)}">Source</a>')
    return f'<p class="offers">{" ".join(links)}</p>'
