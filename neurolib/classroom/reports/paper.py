"""What the pages of a class have in common: a frame that lets nothing load and no script run, the
bars in them, and a number with its noun.
"""

from __future__ import annotations

import base64
import hashlib
import html


def paper(title: str, style: str, body: str, images: bool = False) -> str:
    """Return a page as HTML with its ``title``, which is also its heading, and its ``body``, which
    is HTML.

    The policy allows this ``style`` by its digest, so nothing in the body can bring a style of its
    own, and ``images`` that are data.
    """
    style = f"\n{style}"
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; "
    policy += "img-src data:; " * images + "base-uri 'none'; form-action 'none'"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{html.escape(title)}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{html.escape(title)}</h1>
{body}
</main>
</body>
</html>
"""


def bar(count: int, of: int, longest: int | None = None) -> str:
    """Return a bar for ``count`` students ``of`` so many. It is as long as the page allows where
    all of them are counted; with ``longest``, where these are counted, and it has no ground.
    """
    ground = "<rect class='ground' width='300' height='14'/>" if longest is None else ""
    return (
        f"<svg class='bar' viewBox='0 0 300 14' preserveAspectRatio='none' role='img' "
        f"aria-label='{count} of {of}'>{ground}"
        f"<rect width='{300 * count / (longest or of):.0f}' height='14'/></svg>"
    )


def many(count: int, noun: str) -> str:
    """Return a number with its noun, which gets an s unless the number is 1."""
    return f"{count} {noun}{'s' * (count != 1)}"
