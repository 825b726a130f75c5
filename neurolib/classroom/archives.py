"""A notebook that was handed in packed: found in memory. Nothing is written anywhere under a name that an archive gives."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from .files import FILE, FILES, LEAVINGS, File, is_named, load

_ENTRY = b"PK\x01\x02"  # begins each entry of a ZIP's table of contents


def packed(files: list[File], at_most: int) -> Iterator[tuple[File, bytes]]:
    """Yield the notebooks in ZIP and gzip files, as if they lay beside these."""
    for file in files:
        place = PurePosixPath(file.name)
        try:
            data = load(file)
            for name, text in _zipped(data) if data.startswith(b"PK\x03\x04") else _gzipped(data):
                at_most -= 1
                if at_most < 0:
                    return
                yield File(file.path, str(place.with_name(f"{name} in {place.name}")), len(text), file.time), text
        except (OSError, RuntimeError, ValueError, EOFError, zlib.error, zipfile.BadZipFile):  # damaged, or locked by a password
            continue


def is_packed(data: bytes) -> bool:
    """Return whether this is a ZIP or a gzip file, whatever it is called."""
    return data.startswith((b"PK\x03\x04", b"\x1f\x8b"))


def _zipped(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data.count(_ENTRY) > FILES:
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            *folders, name = entry.filename.split("/")
            if is_named(name) and entry.file_size <= FILE and not any(map(LEAVINGS.fullmatch, [*folders, name])):
                with archive.open(entry) as stream:
                    yield name, stream.read(FILE)


def _gzipped(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data.startswith(b"\x1f\x8b"):
        yield "notebook.ipynb", zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(data, FILE)
