"""Draw paragraphs of a chapter or a page at random, for a reader who marks each: fine, needs an
edit, needs a rewrite.

``python tests/course/sample.py NOTEBOOK [SEED]`` prints 24 of them, numbered; the same seed draws
the same ones.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import nbformat

DRAWN = 24


def paragraphs(path: Path) -> list[str]:
    """Return the paragraphs of a notebook's Markdown cells, or of a Markdown file: items of lists
    one by one, folded blocks too.

    Headings, code, tables, equations, items of a list of references and lines of fewer than five
    words are left out.
    """
    if path.suffix == ".ipynb":
        text = "\n\n".join(
            cell.source
            for cell in nbformat.read(path, as_version=4).cells
            if cell.cell_type == "markdown"
        )
    else:
        text = path.read_text(encoding="utf-8")
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


def sample(path: Path, seed: int) -> list[str]:
    """Return 24 paragraphs in the order of the text, or all if there are fewer."""
    found = paragraphs(path)
    chosen = sorted(random.Random(seed).sample(range(len(found)), min(DRAWN, len(found))))
    return [found[k] for k in chosen]


if __name__ == "__main__":
    page, seed = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for number, paragraph in enumerate(sample(page, seed), 1):
        print(f"{number}. {paragraph}\n")
