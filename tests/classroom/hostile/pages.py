"""Does a page run script that a student wrote? Parsed as browsers parse, compared with the page of an honest submission."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

from bleach._vendor import html5lib

MARK = "pwned"
FRAMES = {"iframe", "frame", "frameset", "object", "embed", "applet", "base", "portal", "form"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "background", "to", "from", "values", "code", "srcset", "content"}
RUNS = ("javascript:", "vbscript:", "data:text/html", "data:application", "data:text/xml")


def active(html: str, honest: str) -> list[str]:
    """Return what would run, or load what runs, in ``html`` and is not in ``honest``, which the same template made."""
    known = set(_active(honest))
    return [found for found in _active(html) if found not in known]


def _active(html: str) -> Iterator[str]:
    root = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False, scripting=True)
    for element in root.iter():
        if isinstance(element.tag, str):
            yield from _of_element(element, element.tag.rpartition("}")[2].lower())


def _of_element(element: Any, tag: str) -> Iterator[str]:
    if tag == "iframe" and (inner := re.fullmatch(r"data:text/html;base64,([A-Za-z0-9+/=\s]*)", element.get("src", ""))):
        yield from _active(base64.b64decode(inner[1]).decode("utf-8", "replace"))  # a frame is as harmless as what it shows
        return
    if tag == "script":
        yield _short(f"<script {dict(element.attrib)}>{''.join(element.itertext())}")
    if tag in FRAMES or (tag == "meta" and element.get("http-equiv", "").lower() == "refresh"):
        yield _short(f"<{tag} {dict(element.attrib)}>")
    for name, value in element.attrib.items():
        key = str(name).rpartition("}")[2].rpartition(":")[2].lower()
        if key.startswith("on") or key == "srcdoc" or (key in ADDRESSES and _runs(tag, value)):
            yield _short(f"<{tag} {key}={value}>")


def _runs(tag: str, address: str) -> bool:
    plain = re.sub(r"[\x00-\x20]", "", address).lower()
    pictured = tag in ("img", "image")  # where SVG is a picture without script
    return (
        any(start in plain for start in RUNS) or (not pictured and plain.startswith("data:image/svg")) or (tag == "link" and MARK in plain)
    )


def _short(text: str) -> str:
    """Without what differs from page to page: names of submissions and their numbers."""
    return re.sub(r"[0-9a-f]{32}|submission_id = .*", "…", " ".join(text.split()))[:300]
