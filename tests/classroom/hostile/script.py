"""Stored script: what a student's notebook shows must not run in the browser of a teacher or of another student.

All answers are right and earn their points. Every payload calls or names ``pwned``, which the harness looks for where a browser
would run it.
"""
# ruff: noqa: E731, F841 - an attacker's and a student's style, and names that exist in the notebook alone

from __future__ import annotations

import base64

from nbformat.v4 import new_output

from .assignment import ALL, NOTHING, RIGHT, but
from .handin import HandIn, answer, case, extra

PAYLOADS = r"""
<script>pwned()</script> <ScRiPt src=//pwned.example/x.js></sCrIpT> <img src=x onerror="pwned()"> <svg onload=pwned()></svg>
<svg><script>pwned()</script><animate onbegin=pwned() attributeName=x></svg> <math><mtext><img src=x onerror=pwned()></mtext></math>
<a href="javascript:pwned()">a</a> <a href=" &#106;ava&#x0A;script:pwned()">b</a>
<a href="data:text/html,<script>pwned()</script>">c</a>
<iframe src="javascript:pwned()"></iframe> <iframe srcdoc="<script>pwned()</script>"></iframe>
<object data="data:text/html,pwned"></object>
<embed src="//pwned.example"> <form action="javascript:pwned()"><button formaction="javascript:pwned()">x</button></form>
<base href="//pwned.example">
<meta http-equiv="refresh" content="0;url=javascript:pwned()"> <link rel=import href="//pwned.example">
<details open ontoggle=pwned()>x</details>
<input autofocus onfocus=pwned()> <video><source onerror=pwned()></video> <body onload=pwned()> <marquee onstart=pwned()>x</marquee>
<noscript><p title="</noscript><img src=x onerror=pwned()>"></noscript>
<style><img title="</style><img src=x onerror=pwned()>"></style>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=pwned()&gt;"></table></mtext></math>
<template><script>pwned()</script></template> <textarea><img title="</textarea><img src=x onerror=pwned()>"></textarea>
<img src="x` `<script>pwned()</script>">
<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><a href='javascript:pwned()'/></svg>#x"></use></svg>
<svg><a><animate attributeName=href values=javascript:pwned() /><text x=20 y=20>x</text></a></svg>
<p style="background:url(javascript:pwned())">x</p>
</pre></div></code><script>pwned()</script> --><script>pwned()</script> ]]><script>pwned()</script> <!--><script>pwned()</script>-->
"""

MARKDOWN = r"""
[a](javascript:pwned()) [b](<java	script:pwned()>) ![c](x"onerror="pwned()) <javascript:pwned()> [e](vbscript:pwned()) [d]

[d]: javascript:pwned() "x"

![f](data:image/svg+xml,<svg/onload=pwned()>) [g](data:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+) `</code><script>pwned()</script>`

$\href{javascript:pwned()}{x}$ $$\unicode{<img src=x onerror=pwned()>}$$ $<img src=x onerror=pwned()>$ \(\class{x" onclick="pwned()}{y}\)
$$\require{html}\cssId{"><img src=x onerror=pwned()>}{x}$$ $\text{<script>pwned()</script>}$

```html" onmouseover="pwned()
</pre><script>pwned()</script>
```

```mermaid
graph TD; A["<img src=x onerror=pwned()>"] --> B; click A "javascript:pwned()"
```

| a | b |
|---|---|
| <img src=x onerror=pwned()> | x |

# <img src=x onerror=pwned()> {#x" onclick="pwned()"}
"""


def _bundle(hand: HandIn, mime: str, data: str, metadata: str = "{}") -> None:
    """Show data of a kind in a cell of its own."""
    bundle = f"{{{mime!r}: {data!r}, 'text/plain': 'x'}}"
    hand.right().extra(f"from IPython.display import display\ndisplay({bundle}, raw=True, metadata={metadata})")


@case(ALL)
def html_output(hand: HandIn) -> None:
    """Show HTML with every way to script that is known."""
    _bundle(hand, "text/html", PAYLOADS)


@case(ALL)
def html_output_isolated(hand: HandIn) -> None:
    """Show HTML that asks for a frame of its own."""
    _bundle(hand, "text/html", PAYLOADS, "{'text/html': {'isolated': True}}")


@case(ALL)
def svg_output(hand: HandIn) -> None:
    """Show an SVG picture with script."""
    _bundle(hand, "image/svg+xml", f'<svg xmlns="http://www.w3.org/2000/svg" onload="pwned()"><script>pwned()</script>{PAYLOADS}</svg>')


@case(ALL)
def javascript_output(hand: HandIn) -> None:
    """Show JavaScript, which notebooks run."""
    _bundle(hand, "application/javascript", "pwned()")
    _bundle(hand, "text/javascript", "pwned()")


@case(ALL)
def markdown_output(hand: HandIn) -> None:
    """Show Markdown and LaTeX with script."""
    _bundle(hand, "text/markdown", MARKDOWN + PAYLOADS)
    _bundle(hand, "text/latex", PAYLOADS + r"$\href{javascript:pwned()}{x}$")


@case(ALL)
def picture_with_attributes(hand: HandIn) -> None:
    """Show pictures whose width, height, alternative text and data break out of their attribute."""
    odd = {"width": "1 onerror=pwned()", "height": '1"onerror=pwned()', "alt": '"onerror="pwned()', "unconfined": True}
    for kind in "image/png", "image/jpeg":
        _bundle(hand, kind, 'x" onerror="pwned()', repr({kind: odd}))


@case(ALL)
def widgets_and_charts(hand: HandIn) -> None:
    """Show widgets, Vega, Plotly, GeoJSON, PDF and other kinds that browsers load code for."""
    for kind in "widget-view+json vega.v5+json vegalite.v4+json plotly.v1+json geo+json pdf x-nteract vnd.bokehjs_exec.v0+json".split():
        _bundle(hand, f"application/{kind if kind in ('geo+json', 'pdf') else 'vnd.' + kind}", "</script><script>pwned()</script>")
    models = {"x": {"model_name": "</script><script>pwned()</script>", "state": {"value": PAYLOADS}}}
    state = {"state": models, "version_major": 2, "version_minor": 0}
    hand.nb.metadata.widgets = {"application/vnd.jupyter.widget-state+json": state}


@case(ALL)
def objects_that_show_themselves(hand: HandIn) -> None:
    """Let objects show themselves: _repr_html_, _repr_mimebundle_, a traceback of one's own, display handles."""
    hand.right().extra(f"""class Shown:
    def _repr_html_(self):
        return {PAYLOADS!r}

    def _repr_javascript_(self):
        return "pwned()"

    def _render_traceback_(self):
        return [{PAYLOADS!r}]


from IPython.display import HTML, IFrame, Javascript, display, update_display
display(Shown(), display_id="x")
update_display(HTML({PAYLOADS!r}), display_id="x")
display(IFrame("javascript:pwned()", 10, 10), Javascript("pwned()"))
Shown()""")


@case(ALL)
def markdown_cells(hand: HandIn) -> None:
    """Write script into Markdown cells of one's own and into raw ones."""
    hand.right().extra(MARKDOWN, kind="markdown")
    hand.extra(PAYLOADS, before="relax", kind="markdown")
    for mime in "text/html", "":
        cell = hand.extra(PAYLOADS, kind="markdown")
        cell.update(cell_type="raw")
        cell.metadata.raw_mimetype = mime


@case(ALL)
def written_answer(hand: HandIn) -> None:
    """Write script into the answer that a person reads in Formgrader."""
    hand.right().answer(explain=RIGHT["explain"] + MARKDOWN + PAYLOADS)


@case(ALL)
def attachments(hand: HandIn) -> None:
    """Attach pictures whose kind, name and data are script."""
    svg = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg" onload="pwned()"><script>pwned()</script></svg>').decode()
    text = '![a](attachment:a.svg) ![b](attachment:b"onerror="pwned\\(\\).png) [c](attachment:c.html)'
    hand.right().answer(explain=RIGHT["explain"] + text)
    files = {"a.svg": {"image/svg+xml": svg}, 'b"onerror="pwned().png': {"image/png": 'x"onerror="pwned()'}, "c.html": {"text/html": svg}}
    hand.cell("explain").attachments = files
    hand.extra(text, kind="markdown").attachments = files


@case(ALL)
def names_in_the_file(hand: HandIn) -> None:
    """Write script into every name that a page may show: tags, cell ids, titles, authors, kernel, language, versions."""
    odd = 'x" onmouseover="pwned()"><script>pwned()</script>'
    hand.right().nb.metadata.update(title=odd, authors=[{"name": odd}], kernelspec={"name": odd, "display_name": odd, "language": odd})
    hand.nb.metadata.language_info = {"name": odd, "version": odd, "codemirror_mode": {"name": odd}, "pygments_lexer": odd}
    for cell in hand.nb.cells:
        cell.metadata.update(tags=[odd, 'x"onclick=pwned()'], name=odd, slideshow={"slide_type": odd}, alt=odd, collapsed=odd)
    hand.nb.cells[0].id = hand.extra("1").id = 'x"onclick=pwned()'


@case(ALL)
def code_with_marks(hand: HandIn) -> None:
    """Write script into the source of answers, where it is highlighted, as text, comment and cell magic."""
    lines = ["", *(f"# {line}" for line in PAYLOADS.splitlines()), f"shown = r'''{PAYLOADS}'''"]
    hand.right().answer(tau=RIGHT["tau"] + "\n".join(lines))
    hand.extra(f"%%html\n{PAYLOADS}")
    hand.extra("%%javascript\npwned()")
    hand.extra(f"%%svg\n<svg>{PAYLOADS}</svg>")
    hand.extra(f"%%markdown\n{MARKDOWN}{PAYLOADS}")


@case(ALL)
def text_with_controls(hand: HandIn) -> None:
    """Print script with ANSI colours, links of terminals and control characters, on both streams."""
    link, colour = "\x1b]8;;javascript:pwned()\x07x\x1b]8;;\x07", '\x1b[38;2;1;2;3"onclick=pwned()m<b>'
    text = f"\x1b[31m{PAYLOADS}{link}{colour}\x00\x08</pre><script>pwned()</script>"
    hand.right().extra(f"import sys\nprint({text!r})\nprint({text!r}, file=sys.stderr)")


@extra()
def error_with_marks():
    """Fail in a cell of one's own with script in the error's name, message and traceback."""
    raise type('<img src=x onerror="pwned()">', (Exception,), {})("</pre><script>pwned()</script>\x1b[31m<svg onload=pwned()>")


@answer("tau")
def message_with_marks():
    """Fail a test with script in the exception's name, its message and the function's name, which feedback may quote."""
    Odd = type('<img src=x onerror="pwned()">', (Exception,), {})

    def time_constant(C, g):
        raise Odd("</td><script>pwned()</script><img src=x onerror=pwned()>\x1b[31m")

    time_constant.__name__ = time_constant.__qualname__ = "<script>pwned()</script>"


@answer("relax")
def kind_with_marks():
    """Return an object whose type's name is script, which a message may quote."""
    relax = lambda V, E, t, tau: type("<script>pwned()</script>", (), {"__module__": "<img src=x onerror=pwned()>"})()


@case(but("device"))
def not_answered_with_marks(hand: HandIn) -> None:
    """Raise NotImplementedError with script, whose message is passed on after words of ours."""
    raising = 'raise NotImplementedError("<script>pwned()</script><img src=x onerror=pwned()>")'
    hand.right().answer(device=f"def Memristor(*args, **named):\n    {raising}")


@case(ALL)
def files_with_pages(hand: HandIn) -> None:
    """Hand in pages and files whose names are script; feedback folders copy what lies there."""
    hand.right()
    for name in "membrane.html", "index.html", "<img src=x onerror=pwned()>.txt", 'x" onclick="pwned().png', "feedback.html":
        hand.file(name, f"<html>{PAYLOADS}</html>")


@case(ALL)
def names_with_controls(hand: HandIn) -> None:
    """Hand in folders and files whose names are a terminal's commands: colours, titles, links, line ends, text from right to left."""
    hand.right()
    for name in "a\x1b[31m.csv", "b\x1b]8;;javascript:pwned()\x07c\x1b]8;;\x07", "d\re\nf\x08", "g\u202eh", "i\x9b2J", "j\x1b[2J/k.ipynb":
        hand.file(name, "{")


@case(ALL)
def tables_of_rules(hand: HandIn) -> None:
    """Write sixty texts of tables without end, which cost a reader's page minutes."""
    hand.right()
    for rows in "|a|\n|-|\n", "a|b\n-|-\n", "-|-\n", "\\begin{a}", "|-|-|\n":
        for _ in range(12):
            hand.extra((rows * 20_000)[:19_990], kind="markdown")


@case(ALL)
def gaps_in_code(hand: HandIn) -> None:
    """Write twenty cells of code that are made of gaps and of dots, which cost whoever colours them minutes."""
    hand.right()
    for _ in range(10):
        hand.extra("x = 1" + "\n " * 9_000 + "\nx")
        hand.extra("x = 'a" + ".a" * 9_000 + "'\nx." + "a." * 5_000 + "a")


@case(ALL)
def outputs_stored(hand: HandIn) -> None:
    """Store scripted outputs in locked cells, in answers and in text cells, where no run replaces them."""
    for cell in hand.right().nb.cells:
        cell.outputs = [new_output("display_data", {"text/html": PAYLOADS}), new_output("stream", text="x")]


@case(NOTHING, student='<img src=x onerror="pwned()">')
def student_with_marks(hand: HandIn) -> None:
    """Hand in under a name that is script."""


@case(ALL, student="=HYPERLINK(A1)")
def student_with_a_formula(hand: HandIn) -> None:
    """Hand in under a name that a spreadsheet computes."""
    hand.right()


@case(ALL, student="[script]")
def student_with_brackets(hand: HandIn) -> None:
    """Hand in under a name that a table may take for its own marks."""
    hand.right()


@case(NOTHING, student="script-\x1b]0;pwned\x07\x1b[31m")
def student_with_controls(hand: HandIn) -> None:
    """Hand in under a name that is a terminal's command."""
    hand.right()


@case(NOTHING, student="script-line\nhonest 255 of 255")
def student_with_a_line_end(hand: HandIn) -> None:
    """Hand in under a name that looks like another line of the table."""
    hand.right()


@case(NOTHING, student='script-x" onmouseover="pwned()" y="')
def student_with_quotes(hand: HandIn) -> None:
    """Hand in under a name that breaks out of an attribute."""
