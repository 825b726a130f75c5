"""Collecting from the exchange: ordinary files alone, and a hand-in that cannot be collected stops no other.

Every student can write to an exchange's inbound folder, past ``nbgrader submit``. So nothing there is followed or believed:
links, pipes and files that are too large stay behind, as in :mod:`.intake`, and names that lead elsewhere are passed over.
``nbgrader collect`` and Formgrader's *Collect* come here by :func:`.secure`, ``neurolib grade`` by itself.
"""

from __future__ import annotations

import datetime
import os
import tempfile
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.exchange.default.exchange import Exchange, ExchangeError

from .files import LeftOut, list_files, load, shown
from .intake import TIME


class Collect(ExchangeCollect):
    """nbgrader's collecting with closed eyes. What there is to say of a student's hand-in is in ``said``."""

    said: dict[str, list[str]]
    src_records: list[dict[str, Any]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """What nbgrader reads of a folder's name; nobody's, and older than any other, where that is not one of ours."""
        name = Path(path).name
        try:
            record: dict[str, Any] = super()._path_to_record(path)
            right = name.rsplit("+", 3)[1] == self.coursedir.assignment_id and record["username"] not in ("", ".", "..")
        except Exception:  # dateutil raises many kinds
            right = False
        if right:
            return record
        self.log.error("In the exchange, %s is not the name of a hand-in; it was left there.", shown(name))
        return {"username": "", "filename": name, "timestamp": datetime.datetime.min}

    def init_src(self) -> None:
        """Choose the hand-ins as nbgrader does."""
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"]]

    def copy_files(self) -> None:
        """Copy one after the other, whatever becomes of each."""
        if not hasattr(self, "said"):
            self.said = {}
        for record in self.src_records or [{}]:
            self._one = record.get("username", "")
            self.src_records = [record] if record else []
            try:
                super().copy_files()
            except (OSError, RuntimeError, ExchangeError) as error:
                sentence = f"What was handed in last could not be collected: {' '.join(str(error).split())[:300]}"
                self.said[self._one] = [sentence]
                self.log.error("%s: %s", self._one, sentence)

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy the ordinary files of a hand-in; the time, which says that it is complete, comes last."""
        folder = Path(src).parent.resolve() / Path(src).name
        if folder.is_symlink() or not folder.is_dir():
            raise OSError("it is not a folder")
        left = LeftOut()
        with tempfile.TemporaryDirectory(prefix="neurolib-collect-") as scratch:
            time: bytes | None = None
            for file in list_files(folder, left):
                try:
                    data = load(file, folder)
                except OSError:
                    left.add("it cannot be read", file.name)
                    continue
                if file.name == TIME:
                    time = data
                    continue
                copy = Path(scratch, "new", file.name)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(data)
                os.utime(copy, (file.time, file.time))
            Path(scratch, "new").mkdir(exist_ok=True)
            Exchange.do_copy(self, str(Path(scratch, "new")), dest, log)
        if time is not None:
            Path(dest, TIME).write_bytes(time)
        if left.names:
            self.said[self._one] = left.sentences()
            self.log.warning("%s: %s", self._one, "; ".join(left.sentences()))
