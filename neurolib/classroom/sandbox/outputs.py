"""What a cell may show: text and images, rebuilt from messages of a kernel that cannot be trusted."""

from __future__ import annotations

import json
import re
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

OUTPUT = 4 * 2**20  # bytes of output that a cell may keep
NOTEBOOK = 16 * 2**20  # and all cells of a notebook together
PIECE = 1000  # bytes that an output counts for, besides its own
IMAGES = ("image/png", "image/jpeg")
CELL_FULL = f"[What this cell shows beyond {OUTPUT // 2**20} MB is left out.]\n"
NOTEBOOK_FULL = f"[The notebook's room for output, {NOTEBOOK // 2**20} MB, is used up: what this cell shows more is left out.]\n"


class Outputs:
    """What a cell shows, rebuilt from plain text and images: no HTML, no scripts, no metadata, no widgets; as far as ``room`` bytes."""

    def __init__(self, room: int = OUTPUT) -> None:
        self.cells: list[NotebookNode] = []
        self.room = self._whole = room
        self.cut = False  # whether there was more to show

    @property
    def size(self) -> int:
        """How much of the room is taken."""
        return self._whole - self.room

    def finished(self) -> list[NotebookNode]:
        """Return all of it, with a line in place of what there was no room for."""
        full = CELL_FULL if self._whole == OUTPUT else NOTEBOOK_FULL
        return [*self.cells, new_output("stream", name="stdout", text=full)] if self.cut else self.cells

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """Take over what a message of the kernel shows, as far as it is allowed and there is room."""
        if kind == "clear_output":
            self.cells.clear()
            self.room, self.cut = self._whole, False
        elif kind in ("stream", "error", "display_data", "execute_result") and not self.room:
            self.cut = True
        elif kind == "stream":
            self._stream("stderr" if content.get("name") == "stderr" else "stdout", self._text(content.get("text")))
        elif kind == "error":
            lines = content.get("traceback")
            shown = [self._text(line) for line in lines[:200]] if isinstance(lines, list) else []
            self._show(error(self._text(content.get("ename"))[:200], self._text(content.get("evalue"))[:2000], shown))
        elif kind in ("display_data", "execute_result") and isinstance(content.get("data"), dict) and (data := self._data(content["data"])):
            count = {"execution_count": None} if kind == "execute_result" else {}
            self._show(new_output(kind, data=data, metadata={}, **count))

    def _show(self, output: NotebookNode) -> None:
        self.cells.append(output)
        self.room = max(0, self.room - PIECE)

    def _text(self, value: Any) -> str:
        """Return as much of a text as there is room for; it counts for what it takes in a file."""
        text = writable(value[: self.room]) if isinstance(value, str) else ""
        self.cut = self.cut or (isinstance(value, str) and len(value) > self.room)
        self.room = max(0, self.room - len(json.dumps(text, ensure_ascii=False).encode()))
        return text

    def _stream(self, name: str, text: str) -> None:
        last = self.cells[-1] if self.cells else None
        if last and last.output_type == "stream" and last.name == name:
            last.text += text
        elif text:
            self._show(new_output("stream", name=name, text=text))

    def _data(self, bundle: dict[str, Any]) -> dict[str, str]:
        data = {"text/plain": self._text(bundle["text/plain"])} if "text/plain" in bundle else {}
        for kind in IMAGES:
            image = bundle.get(kind)
            if isinstance(image, str) and len(image) > self.room:
                self.cut = True
            elif isinstance(image, str) and re.fullmatch(r"[A-Za-z0-9+/=\n]+", image):
                data[kind] = image
                self.room -= len(image)
        return data


def writable(text: str) -> str:
    """Return ``text`` without half characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def error(name: str, message: str, lines: list[str] | None = None) -> NotebookNode:
    """Return the output of a cell that failed."""
    shown = [writable(line) for line in lines or [f"{name}: {message}"]]
    return new_output("error", ename=writable(name), evalue=writable(message), traceback=shown)
