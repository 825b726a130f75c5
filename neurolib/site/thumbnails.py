"""Small pictures of the figures, which can be read at their size: without the words of the axes,
which would be specks, with lines as thick as on the page, and cut to what the axes show.
"""

from __future__ import annotations

import re

INK = (
    "<style>:root{color:#1d2125}@media(prefers-color-scheme:dark){:root{color:#e4e7ea}}"
    "path,use{vector-effect:non-scaling-stroke}</style>"
)
# words: a group of letters, each of them one of the font's shapes
WORDS = re.compile(
    r"<g\b[^>]*>\s*(?:<defs>(?:\s*<path id=\"DV-[^>]*/>)*\s*</defs>|<defs/>|"
    r"<use href=\"#DV-[^>]*/>|\s)+</g>"
)
LETTER = re.compile(r'href="#(DV-[\w-]+)"')
SHAPE = re.compile(r'<path id="(DV-[\w-]+)"[^>]*/>')
# the mark of a tick, which a drawing without axes has not
TICK = re.compile(r'<path id="m\w+" d="M0 0[VH]-?[\d.]+"')
NUMBER = r"-?\d+(?:\.\d+)?"
# the ground of a set of axes
AXES = re.compile(
    rf'<path d="M({NUMBER}) ({NUMBER})H({NUMBER})V({NUMBER})H{NUMBER}V{NUMBER}z" '
    rf'(?:clip-path="[^"]*" )?style="fill:(?:none|[^"]*)"/>'
)
BOX = re.compile(rf'viewBox="({NUMBER}) ({NUMBER}) ({NUMBER}) ({NUMBER})"')
EDGE = 4.0  # around the axes
NARROW = 420.0  # units of a drawing that is shown at its size in the gallery


def thumbnail(pictures: list[str]) -> str:
    """Return a figure as a small picture; ``pictures`` are its drawings, for a wide page first. A
    drawing without axes, such as a circuit, keeps its words if the narrow one is not higher than it
    is wide, because its letters are then large enough.
    """
    wide, narrow = pictures[0], pictures[-1]
    box = BOX.search(narrow)
    width, height = (float(box[3]), float(box[4])) if box else (0.0, 1.0)
    if TICK.search(wide) or not height <= width <= NARROW:
        picture = _cut(WORDS.sub("", wide))
    else:
        picture = _with_letters(narrow, pictures)
    return picture.replace(">", f">{INK}", 1)


def _with_letters(picture: str, pictures: list[str]) -> str:
    """Return a drawing with all shapes of letters that it uses: several drawings on a page have
    them in common.
    """
    shapes = {found[1]: found[0] for each in pictures for found in SHAPE.finditer(each)}
    own = set(SHAPE.findall(picture))
    missing = [name for name in dict.fromkeys(LETTER.findall(picture)) if name not in own]
    defs = "".join(shapes[name] for name in missing if name in shapes)
    return picture.replace(">", f"><defs>{defs}</defs>", 1) if defs else picture


def _cut(picture: str) -> str:
    """Return a drawing without the margins in which the words stood."""
    whole = BOX.search(picture)
    if not whole:
        return picture
    left, top, width, height = (float(each) for each in whole.groups())
    corners = [tuple(float(each) for each in found.groups()) for found in AXES.finditer(picture)]
    inside = [each for each in corners if abs(each[2] - each[0]) < 0.99 * width]
    if not inside:
        return picture
    low_x = max(left, min(min(x, to_x) for x, _, to_x, _ in inside) - EDGE)
    high_x = min(left + width, max(max(x, to_x) for x, _, to_x, _ in inside) + EDGE)
    low_y = max(top, min(min(y, to_y) for _, y, _, to_y in inside) - EDGE)
    high_y = min(top + height, max(max(y, to_y) for _, y, _, to_y in inside) + EDGE)
    box = f'viewBox="{low_x:g} {low_y:g} {high_x - low_x:g} {high_y - low_y:g}"'
    return picture.replace(whole[0], box, 1)
