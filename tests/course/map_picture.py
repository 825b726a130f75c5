"""The picture that stands for the map until the first page is run:
`python -m tests.course.map_picture` stores it.

It shows the stations of the cell ``map`` with the glyphs of the map itself. Its colours and the
size of its words keep 3:1 on white and on JupyterLab's black, as those of the first picture,
because an image cannot follow the page's theme.
"""

import os
import re
from pathlib import Path

from neurolib.widgets import stations
from tests.course.first_picture import BLUE, GREY
from tests.course.notebooks import COURSE, read

FILE = COURSE / "map-picture.svg"
# pixels of a station, stations in a row, pixels of the title of a part
WIDE, TALL, COLUMNS, PART = 288, 92, 3, 40


def parts():
    """Return the parts of the map as its cell makes them."""
    (cell,) = [cell for cell in read(COURSE / "index.ipynb").cells if cell.id == "map"]
    space, here = {}, Path.cwd()
    os.chdir(COURSE)  # where its notebooks are looked for
    try:
        exec(cell.source.replace("course_map(", "shown = course_map("), space)
    finally:
        os.chdir(here)
    return space["shown"].parts


def glyphs():
    """Return name → path of each glyph of the map."""
    script = Path(stations.__file__).with_suffix(".js").read_text(encoding="utf-8")
    return dict(re.findall(r'^  (\w+): "(M[^"]+)"', script, re.MULTILINE))


def drawn():
    """Return the picture as SVG: for each part its title, and for each station its glyph, its
    number and its name, on one path.
    """
    found, body, y = glyphs(), "", 0
    for part in parts():
        body += f'<text x="2" y="{y + 24}">{part["title"]}</text>\n'
        y += PART
        for k, station in enumerate(part["stations"]):
            column, last = k % COLUMNS, k == len(part["stations"]) - 1
            x, planned = column * WIDE + 2, not station["tasks"]
            row = y + TALL * (k // COLUMNS)
            ends = f"M{x + 43} {row + 21}h{WIDE - 45}" if not last else ""
            dash = ' stroke-dasharray="5 5"' if planned else ""
            body += f'<path d="{ends}" stroke="{GREY}" stroke-width="1.5"{dash}/>' if ends else ""
            body += (
                f'<circle cx="{x + 21}" cy="{row + 21}" r="20" '
                f'stroke="{BLUE if not planned else GREY}" stroke-width="2.5"{dash}/>'
            )
            body += (
                f'<path transform="translate({x + 3} {row + 3}) scale(.9)" '
                f'd="{found[station["glyph"]]}" stroke="{GREY}" stroke-width="2"/>'
            )
            body += (
                f'<text x="{x + 50}" y="{row + 14}">{station["number"]}</text>'
                if station["number"]
                else ""
            )
            body += f'<text x="{x}" y="{row + 66}">{station["title"]}</text>\n'
        y += TALL * -(-len(part["stations"]) // COLUMNS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="{y}" viewBox="0 0 900 {y}">\n'
        f'<g fill="none" stroke-linecap="round" stroke-linejoin="round" '
        f"font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', "
        f'sans-serif" font-size="19" font-weight="700">\n<style>text {{ fill: {GREY}; '
        f"}}</style>\n{body}</g>\n</svg>\n"
    )


if __name__ == "__main__":
    FILE.write_text(drawn(), encoding="utf-8")
