"""A notebook that was handed in packed: found in memory. Nothing is written anywhere under a name that an archive gives."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from .files import FILE, FILES, LEAVINGS, File, is_named, load

_ENTRY = b"PK\x01\x02"  # begins each entry of a ZIP's table of contents


def packed(files: list[File], at_most: int) -> Iterator[tuple[File, bytes]]:
    """Yield the notebooks in ZIP and gzip files, with the archive as their folder."""
    for file in files:
        try:
            data = load(file)
            for name, text in _zipped(data) if data.startswith(b"PK") else _gzipped(data):
                at_most -= 1
                if at_most < 0:
                    return
                yield File(file.path, f"{file.name}/{name}", len(text), file.time), text
        except (OSError, RuntimeError, ValueError, EOFError, zlib.error, zipfile.BadZipFile):  # damaged, or locked by a password
            continue


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
