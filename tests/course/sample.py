"""Draw paragraphs of a chapter or a page at random, for a reader who marks each: fine, needs an
edit, needs a rewrite.

::

    python -m tests.course.sample NOTEBOOK --seed 7
    python -m tests.course.sample course/1-principles/2-*.ipynb --sections 5 6

prints 24 of them, numbered; the same seed draws the same ones.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Collection
from pathlib import Path

import nbformat

DRAWN = 24


def paragraphs(path: Path, sections: Collection[int] = ()) -> list[str]:
    """Return the paragraphs of a notebook's Markdown cells, or of a Markdown file: items of lists
    one by one, folded blocks too.

    Headings, code, tables, equations, items of a list of references and lines of fewer than five
    words are left out. ``sections`` are the numbers of those to draw from, as in ``## 5. …``; all
    by default.
    """
    if path.suffix == ".ipynb":
        text = "\n\n".join(
            cell.source
            for cell in nbformat.read(path, as_version=4).cells
            if cell.cell_type == "markdown"
        )
    else:
        text = path.read_text(encoding="utf-8")
    if sections:
        parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)
        numbers = [re.match(r"## (\d+)", part) for part in parts]
        text = "\n\n".join(
            part
            for part, number in zip(parts, numbers, strict=True)
            if number and int(number[1]) in sections
        )
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"</?details>|<summary>.*?</summary>", "\n\n", text)
    found = []
    for block in re.split(r"\n\s*\n|\n(?=(?:[-*]|\d+\.) )", text):
        block = " ".join(
            line.strip()
            for line in block.splitlines()
            if not re.match(r"#+ |\||\*\d:\d\d · ", line.strip())
        )
        words = re.sub(r"\$\$.*?\$\$", "", block)
        reference = block.startswith("- ") and "](https://doi.org/" in block
        if not reference and len(re.findall(r"[^\W\d_]{2,}", words)) >= 5:
            found.append(block.strip())
    return found


def sample(path: Path, seed: int, sections: Collection[int] = ()) -> list[str]:
    """Return 24 paragraphs in the order of the text, or all if there are fewer."""
    found = paragraphs(path, sections)
    chosen = sorted(random.Random(seed).sample(range(len(found)), min(DRAWN, len(found))))
    return [found[k] for k in chosen]


def main() -> None:
    """Print the paragraphs that are drawn from a page."""
    parser = argparse.ArgumentParser(
        description="Draw 24 paragraphs of a notebook or of a Markdown file for a fresh reader."
    )
    parser.add_argument("page", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="which draw (0)")
    parser.add_argument(
        "--sections", type=int, nargs="+", default=(), metavar="N", help="of these sections alone"
    )
    options = parser.parse_args()
    if not options.page.is_file():
        parser.error(f"there is no file {options.page}")
    drawn = sample(options.page, options.seed, options.sections)
    if not drawn:
        parser.error(f"{options.page} has no paragraphs in sections {options.sections}")
    for number, paragraph in enumerate(drawn, 1):
        print(f"{number}. {paragraph}\n")


if __name__ == "__main__":
    main()
