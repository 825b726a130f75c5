"""Honest work in a broken file: what was answered earns its points, whatever happened to the file around it."""

from __future__ import annotations

import base64
import copy
import io
import json
import re
import zipfile

import nbformat
from nbformat.v4 import new_output

from .assignment import ALL, NAME, NOTHING, POINTS, PROBLEMS, RIGHT, SOURCES, but
from .handin import HandIn, case

# --- cells split, doubled, gone, moved ------------------------------------------------------------------------------------------


def _copy(hand: HandIn, name: str, after: int = 1) -> nbformat.NotebookNode:
    """Paste a copy of a cell behind it, metadata and all, as Jupyter does."""
    pasted = copy.deepcopy(hand.cell(name))
    hand.nb.cells.insert(hand.at(name) + after, pasted)
    return pasted


@case(ALL)
def answer_split(hand: HandIn) -> None:
    """Split an answer between two functions: both pieces carry the same name, as JupyterLab leaves them."""
    piece = _copy(hand.right(), "relax")
    hand.cell("relax").source = "def decay(t, tau):\n    return np.exp(-t / tau)"
    piece.source = "def relax(V, E, t, tau):\n    return E + (V - E) * decay(t, tau)"


@case(ALL)
def answer_split_inside_a_function(hand: HandIn) -> None:
    """Split an answer in the middle of a function: neither piece is a program by itself."""
    head, tail = RIGHT["stats"].rsplit("\n", 1)
    piece = _copy(hand.right(), "stats")
    hand.cell("stats").source, piece.source = head, tail


@case(ALL)
def answer_split_without_metadata(hand: HandIn) -> None:
    """Split an answer so that the second piece carries no name, as Notebook leaves it."""
    piece = _copy(hand.right(), "relax")
    piece.metadata = {}
    hand.cell("relax").source = "def decay(t, tau):\n    return np.exp(-t / tau)"
    piece.source = "def relax(V, E, t, tau):\n    return E + (V - E) * decay(t, tau)"


@case(ALL)
def answer_split_in_three_with_text_between(hand: HandIn) -> None:
    """Split a class before its methods into an answer of three pieces with a note between them."""
    lines = RIGHT["device"].splitlines()
    cuts = [number for number, line in enumerate(lines) if line.startswith("    def ")][1:]
    first, second = _copy(hand.right(), "device"), _copy(hand, "device", 2)
    hand.cell("device").source = "\n".join(lines[: cuts[0]])
    first.source, second.source = "\n".join(lines[cuts[0] : cuts[1]]), "\n".join(lines[cuts[1] :])
    hand.nb.cells.insert(hand.at("device") + 1, nbformat.v4.new_markdown_cell("Now the pulses:"))


@case(ALL)
def answer_pasted_twice(hand: HandIn) -> None:
    """Paste an answer twice, the same both times."""
    _copy(hand.right(), "device")


@case(ALL)
def answer_beside_the_stub(hand: HandIn) -> None:
    """Keep the cell as it was handed out as a copy behind the answer."""
    stub = hand.cell("tau").source
    _copy(hand.right(), "tau").source = stub


@case(ALL)
def answer_behind_the_stub(hand: HandIn) -> None:
    """Keep the cell as it was handed out before a copy with the answer."""
    stub = hand.cell("tau").source
    _copy(hand.right(), "tau")
    hand.cell("tau").source = stub


@case(ALL)
def answer_tried_twice(hand: HandIn) -> None:
    """Leave a wrong first attempt before the right one, both under the same name: run in order, the last counts."""
    _copy(hand.right(), "tau")
    hand.cell("tau").source = "def time_constant(C, g):\n    return g / C"


@case(ALL)
def test_pasted_twice(hand: HandIn) -> None:
    """Paste each test a second time, somewhere else."""
    for name in POINTS:
        if name != "explain":
            hand.nb.cells.insert(3, copy.deepcopy(hand.right().cell(name)))


@case(ALL)
def test_split(hand: HandIn) -> None:
    """Split a locked test."""
    piece = _copy(hand.right(), "relax-test")
    head, _, tail = piece.source.partition("\n\n")
    hand.cell("relax-test").source, piece.source = head, tail


@case(but("stats"))
def answer_deleted(hand: HandIn) -> None:
    """Delete the cell of an answer: its points are gone, no others."""
    hand.right().nb.cells.remove(hand.cell("stats"))


@case(ALL)
def tests_deleted(hand: HandIn) -> None:
    """Delete every test cell and every text."""
    kept = [hand.right().cell(name) for name in ("imports", *PROBLEMS)]
    hand.nb.cells = kept


@case(ALL)
def imports_deleted(hand: HandIn) -> None:
    """Delete the cell with the imports that answers and tests rely on."""
    hand.right().nb.cells.remove(hand.cell("imports"))


@case(ALL)
def imports_changed(hand: HandIn) -> None:
    """Rewrite the cell with the imports to one's own habit, and rely on it."""
    hand.right().answer(imports="import numpy\nimport numpy as np\nimport math as m\nfrom math import *\nimport math")
    hand.answer(relax=RIGHT["relax"].replace("np.asarray", "numpy.asarray"))


@case(ALL)
def imports_emptied(hand: HandIn) -> None:
    """Move the imports into the first answer and leave their cell empty, its source an empty list."""
    hand.right().cell("imports").source = []
    hand.answer(tau="import numpy as np\n\n\n" + RIGHT["tau"])


@case(ALL)
def answers_after_the_tests(hand: HandIn) -> None:
    """Move all answers to the end, behind the tests."""
    answers = [hand.right().cell(name) for name in PROBLEMS]
    hand.nb.cells = [cell for cell in hand.nb.cells if not any(cell is moved for moved in answers)] + answers


@case(ALL)
def problems_reordered(hand: HandIn) -> None:
    """Hand in all cells in the opposite order."""
    hand.right().nb.cells.reverse()


@case(ALL)
def answers_in_one_cell(hand: HandIn) -> None:
    """Write all functions into the first answer and clear the others."""
    code = [name for name in PROBLEMS if name != "explain"]
    hand.right().answer(**dict.fromkeys(code, "")).answer(tau="\n\n\n".join(RIGHT[name] for name in code))


@case(ALL)
def kinds_changed(hand: HandIn) -> None:
    """Turn an answer into a raw cell, another into Markdown, and the written one into code, each by a slip of a key."""
    for name, kind in {"tau": "raw", "device": "markdown", "explain": "code"}.items():
        cell = hand.right().cell(name)
        cell.cell_type = kind
        if kind == "code":
            cell.update(outputs=[], execution_count=None)
        else:
            cell.pop("outputs"), cell.pop("execution_count")


@case(ALL)
def tests_commented(hand: HandIn) -> None:
    """Edit locked tests: a print, a comment, a test of one's own, a wrong expectation."""
    hand.right().cell("tau-visible").source += "\nprint('passes!')"
    hand.cell("relax-test").source = "# " + hand.cell("relax-test").source.replace("\n", "\n# ")
    hand.cell("device-test").source += "\nassert False"
    hand.cell("tau-plain").source = hand.cell("tau-plain").source.replace("time_constant", "tau_m")


@case(but("tau"))
def function_renamed_with_its_test(hand: HandIn) -> None:
    """Rename a function in its answer and in its tests: the tests as they were handed out do not know it."""
    for name in "tau", "tau-visible", "tau-plain":
        hand.right("relax", "stats", "device", "spikes", "explain")
        hand.cell(name).source = (RIGHT["tau"] if name == "tau" else hand.cell(name).source).replace("time_constant", "tau_m")


@case(ALL)
def answers_in_a_hidden_test(hand: HandIn) -> None:
    """Write all functions into the empty cell of the hidden test, which is locked, and leave the answers as they were."""
    hand.cell("tau-hidden").source = "\n\n\n".join(RIGHT[name] for name in PROBLEMS if name != "explain")
    hand.right("explain")


@case(ALL)
def helper_in_a_test(hand: HandIn) -> None:
    """Write a function that an answer needs into the locked test behind it."""
    hand.right().answer(relax="def relax(V, E, t, tau):\n    return E + (V - E) * decay(t, tau)")
    hand.cell("relax-test").source = "def decay(t, tau):\n    return np.exp(-t / tau)"


@case(ALL)
def answers_exchanged(hand: HandIn) -> None:
    """Write two answers into each other's cells."""
    hand.right().answer(tau=RIGHT["device"], device=RIGHT["tau"])


# --- metadata -------------------------------------------------------------------------------------------------------------------


@case(ALL)
def metadata_stripped(hand: HandIn) -> None:
    """Hand in without any nbgrader metadata, as some web editors save it, with two cells of one's own."""
    hand.right().extra("scale = 1", before="device")
    hand.extra("1 + 1")
    for number, cell in enumerate(hand.nb.cells):
        cell.metadata = {"id": f"Xy{number}", "outputId": "1"}
        cell.pop("id", None)
    hand.nb.nbformat_minor = 0
    hand.nb.metadata = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}


@case(ALL)
def metadata_stripped_from_one(hand: HandIn) -> None:
    """Hand in one answer whose cell was made anew, without metadata."""
    cell = hand.right().cell("device")
    cell.metadata, cell.id = {}, "f00d"


@case(ALL)
def metadata_flipped(hand: HandIn) -> None:
    """Hand in with grade and solution, locked and points exchanged everywhere."""
    for cell in hand.right().nb.cells:
        if "nbgrader" in cell.metadata:
            meta = cell.metadata.nbgrader
            meta.update(grade=meta.solution, solution=meta.grade, locked=not meta.locked, points=0)


@case(ALL)
def metadata_partly_gone(hand: HandIn) -> None:
    """Hand in with nbgrader's metadata emptied, of the wrong kind, or without a name."""
    odd = [{}, {"grade_id": None}, [], "x", {"grade_id": 7, "grade": "yes"}]
    for name, meta in zip(["tau", "relax", "stats", "device-test", "spikes-test"], odd, strict=True):
        hand.right().cell(name).metadata["nbgrader"] = meta


def _schema(hand: HandIn, version: int) -> None:
    for cell in hand.right().nb.cells:
        if "nbgrader" in cell.metadata:
            meta = cell.metadata.nbgrader
            meta.schema_version = version
            for key in {0: ["schema_version", "cell_type", "task"], 1: ["cell_type", "task"], 2: ["task"]}.get(version, []):
                meta.pop(key, None)


@case(ALL)
def schema_without_a_number(hand: HandIn) -> None:
    """Hand in with nbgrader metadata from before it was numbered."""
    _schema(hand, 0)


@case(ALL)
def schema_1(hand: HandIn) -> None:
    """Hand in with nbgrader metadata of the first schema, which stops stock nbgrader."""
    _schema(hand, 1)


@case(ALL)
def schema_2(hand: HandIn) -> None:
    """Hand in with nbgrader metadata of the second schema."""
    _schema(hand, 2)


@case(ALL)
def schema_of_the_future(hand: HandIn) -> None:
    """Hand in with nbgrader metadata of a schema that does not exist yet."""
    _schema(hand, 99)


@case(ALL)
def kernel_missing(hand: HandIn) -> None:
    """Hand in without a kernelspec and a language."""
    hand.right().nb.metadata = {}


@case(ALL)
def kernel_of_another_language(hand: HandIn) -> None:
    """Hand in with Julia's kernelspec, by a slip of the menu."""
    hand.right().nb.metadata.kernelspec = {"name": "julia-1.10", "display_name": "Julia 1.10", "language": "julia"}
    hand.nb.metadata.language_info = {"name": "julia", "file_extension": ".jl", "mimetype": "application/julia"}


@case(ALL)
def kernel_of_ones_own_environment(hand: HandIn) -> None:
    """Hand in with a kernelspec that exists on the student's machine alone."""
    hand.right().nb.metadata.kernelspec = {"name": "conda-env-neuro-py", "display_name": "Python [conda env:neuro]", "language": "python"}


@case(ALL)
def ids_doubled_or_odd(hand: HandIn) -> None:
    """Hand in with cell ids that are all the same, empty, or too long."""
    for number, cell in enumerate(hand.right().nb.cells):
        cell["id"] = ("same", "", "x" * 100, "a b")[number % 4]


@case(ALL)
def trusted_and_run(hand: HandIn) -> None:
    """Hand in as run: outputs, counts, times, widgets' state, a signature, and the traces of other editors."""
    for number, cell in enumerate(hand.right().nb.cells):
        if cell.cell_type == "code":
            error = new_output("error", ename="NameError", evalue="x", traceback=["x"])
            cell.update(execution_count=number, outputs=[new_output("stream", text="done\n"), error])
        cell.metadata.update(trusted=True, scrolled=True, collapsed=False, jupyter={"outputs_hidden": True}, vscode={"x": 1})
        cell.metadata.execution = {"iopub.execute_input": "2026-01-01T00:00:00Z"}
    hand.nb.metadata.update(signature="sha256:00", toc={"base_numbering": 1}, varInspector={"cols": {}})
    state = {"state": {}, "version_major": 2, "version_minor": 0}
    hand.nb.metadata.widgets = {"application/vnd.jupyter.widget-state+json": state}


@case(ALL)
def outputs_of_another_format(hand: HandIn) -> None:
    """Hand in with outputs that no schema knows."""
    odd = [{"output_type": "pyout", "text": "1"}, {"output_type": "display_data"}, {"data": None}, "text", None, {"output_type": "stream"}]
    for cell in hand.right().nb.cells:
        if cell.cell_type == "code":
            cell.outputs = list(odd)


# --- the format of the file ---------------------------------------------------------------------------------------------------------


@case(ALL)
def format_3(hand: HandIn) -> None:
    """Hand in as notebook format 3."""
    hand.raw = nbformat.v3.writes_json(nbformat.convert(hand.right().nb, 3)).encode()


@case(ALL)
def format_4_0(hand: HandIn) -> None:
    """Hand in as format 4.0, whose cells have no ids."""
    hand.right().nb.nbformat_minor = 0
    for cell in hand.nb.cells:
        cell.pop("id")


@case(ALL)
def format_of_the_future(hand: HandIn) -> None:
    """Hand in as format 4.99."""
    hand.right().nb.nbformat_minor = 99


@case(ALL)
def lines_as_lists(hand: HandIn) -> None:
    """Hand in with sources as lists of lines, one of them empty, and a cell whose source is null."""
    hand.right().extra("")
    book = json.loads(hand.json())
    for cell in book["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    book["cells"][-1]["source"] = None
    hand.raw = json.dumps(book).encode()


@case(ALL)
def byte_order_mark(hand: HandIn) -> None:
    """Hand in as UTF-8 with a byte order mark, as Windows editors write it."""
    hand.raw = b"\xef\xbb\xbf" + hand.right().json().encode()


@case(ALL)
def utf_16(hand: HandIn) -> None:
    """Hand in as UTF-16, as PowerShell writes it."""
    hand.raw = hand.right().json().encode("utf-16")


@case(ALL)
def utf_16_without_a_mark(hand: HandIn) -> None:
    """Hand in as UTF-16, big end first, without a byte order mark."""
    hand.raw = hand.right().json().encode("utf-16-be")


@case(ALL)
def latin_1(hand: HandIn) -> None:
    """Hand in as Latin-1, with umlauts in code and text."""
    hand.right().answer(tau="# für die Membran: \xb5S\n" + RIGHT["tau"])
    hand.raw = hand.json().encode("latin-1")


@case(ALL)
def stray_byte(hand: HandIn) -> None:
    """Hand in as UTF-8 with Greek names in the code, and one byte of Latin-1 that another editor left in a text."""
    hand.right().answer(stats="def spike_statistics(times):\n    Δt = np.diff(times)\n    return 1 / Δt.mean(), Δt.std() / Δt.mean()")
    hand.answer(explain=RIGHT["explain"] + " QQQ")
    hand.raw = hand.json().encode().replace(b"QQQ", b"f\xfcr")


@case(ALL)
def lists_printed(hand: HandIn) -> None:
    """Hand in as run, with two hundred thousand lines of nested lists printed."""
    lines = "".join(f"[[{number}, [1.0]], {{'a': [{number}]}}]\n" for number in range(200_000))
    hand.right().cell("tau").outputs = [new_output("stream", text=lines)]


@case(ALL)
def windows_lines(hand: HandIn) -> None:
    """Hand in with Windows line ends, in the file and in every source."""
    hand.right()
    for cell in hand.nb.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    hand.raw = hand.json().replace("\n", "\r\n").encode()


@case(ALL)
def old_mac_lines(hand: HandIn) -> None:
    """Hand in with a carriage return alone as the end of each line of the answers."""
    hand.right().answer(**{name: RIGHT[name].replace("\n", "\r") for name in ("tau", "relax")})


@case(ALL)
def not_a_number(hand: HandIn) -> None:
    """Hand in with NaN and Infinity, which JSON does not know, in metadata and outputs."""
    hand.right().nb.metadata.update(mean=float("nan"), max=float("inf"))
    hand.cell("tau").outputs = [new_output("execute_result", {"application/json": {"x": float("nan")}}, execution_count=1)]


@case(ALL)
def rubbish_at_the_end(hand: HandIn) -> None:
    """Hand in with the tail of an older, longer file behind the end, and zeros from a full disk."""
    text = hand.right().json()
    hand.raw = (text + text[-300:]).encode() + b"\0" * 512


@case(NOTHING)
def cut_off(hand: HandIn) -> None:
    """Hand in a file that was cut off before the first answer."""
    hand.raw = hand.right().json().encode()[:400]


@case(ALL)
def cut_off_at_the_end(hand: HandIn) -> None:
    """Hand in a file that was cut off in the outputs of a last cell of one's own."""
    hand.right().extra("1 + 1").outputs = [new_output("stream", text="x" * 5000)]
    hand.raw = hand.json().encode()[:-2000]


@case(but("relax"))
def one_quote_lost(hand: HandIn) -> None:
    """Hand in with one sign too many in the JSON of an answer: the cells behind it are whole."""
    text = hand.right().json()
    at = text.index("def relax(")
    hand.raw = (text[:at] + '"' + text[at:]).encode()


@case(but("tau"))
def conflict_without_a_side(hand: HandIn) -> None:
    """Hand in with the marks of a conflict, neither side of which is JSON."""
    text = hand.right().json()
    at = text.index("def time_constant(")
    hand.raw = f'{text[:at]}\n<<<<<<< HEAD\n"\n=======\n""\n>>>>>>> theirs\n{text[at:]}'.encode()


@case(ALL)
def conflict_with_the_stub(hand: HandIn) -> None:
    """Hand in with the marks of a conflict, in which one answer stands on one side alone and one on the other; opposite is the stub."""
    stubs = hand.json().splitlines()
    lines = hand.right().json().splitlines()
    for number, (stub, line) in enumerate(zip(stubs, lines, strict=True)):
        if "def time_constant(" in line or "def relax(" in line:
            first, second = (stub, line) if "relax" in line else (line, stub)
            lines[number] = f"<<<<<<< HEAD\n{first}\n=======\n{second}\n>>>>>>> theirs"
    hand.raw = "\n".join(lines).encode()


@case(ALL)
def half_signs(hand: HandIn) -> None:
    """Hand in with half a sign of UTF-16, as some editors cut an emoji, in names, metadata, a text, a comment and a picture's name."""
    half = "\ud83d"
    hand.right().answer(tau=f"# fast {half}\n{RIGHT['tau']}", explain=RIGHT["explain"] + f" {half} ![x](attachment:{half}.png)")
    hand.cell("explain").attachments = {f"{half}.png": {"image/png": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()}}
    hand.cell("relax").metadata.nbgrader.grade_id = f"relax{half}"
    hand.cell("device").metadata.nbgrader[f"x{half}"] = half
    hand.nb.metadata[half] = half
    hand.raw = json.dumps(hand.nb).encode()


@case(ALL)
def printed_too_much(hand: HandIn) -> None:
    """Hand in as run, with 60 MB printed and 30 MB of a chart's numbers."""
    hand.right()
    numbers = {"application/vnd.plotly.v1+json": {"data": [0.123456] * 3_000_000}}
    hand.cell("tau").outputs = [new_output("stream", text="step 12 [1.5, 2.5]\n" * 3_200_000), {"output_type": "display_data", "data": numbers}]
    hand.raw = json.dumps(hand.nb).encode()


@case(ALL)
def behind_forty_others(hand: HandIn) -> None:
    """Hand in with forty notebooks beside it whose names come first, as handed out and of other work."""
    scratch = nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")]))
    for number in range(40):
        hand.file(f"a-{number:02}.ipynb", hand.json() if number % 2 else scratch)
    hand.right()


@case(ALL)
def end_of_markup_in_a_name(hand: HandIn) -> None:
    """Hand in a folder whose name ends in a backslash and a bracket, which a table may take for the end of its own marks."""
    hand.right().file("\\[/x]")


@case(ALL)
def names_like_markup(hand: HandIn) -> None:
    """Hand in folders and files whose names a table may take for its own marks."""
    hand.right()
    for name in "[/red]", "[bold]/[/]", "[link=file:x]", "a\\", "]", "[[", ":smile:?", "[/x|]":
        hand.file(name)


@case(NOTHING)
def empty(hand: HandIn) -> None:
    """Hand in an empty file."""
    hand.raw = b""


@case(NOTHING)
def not_json(hand: HandIn) -> None:
    """Hand in the program as text under the notebook's name."""
    hand.raw = RIGHT["tau"].encode()


@case(NOTHING)
def not_a_notebook(hand: HandIn) -> None:
    """Hand in JSON of another kind."""
    hand.raw = b'[{"cells": {}}, null, "notebook"]'


@case(NOTHING)
def cells_of_another_kind(hand: HandIn) -> None:
    """Hand in a notebook whose cells are numbers, texts, lists and half cells."""
    hand.raw = b'{"cells": [1, "x", [], {}, {"cell_type": 3}, null], "metadata": [], "nbformat": 4, "nbformat_minor": 5}'


@case(NOTHING)
def other_bytes(hand: HandIn) -> None:
    """Hand in a picture under the notebook's name."""
    hand.raw = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


@case(NOTHING)
def folder_in_its_place(hand: HandIn) -> None:
    """Hand in a folder under the notebook's name."""
    hand.file(f"{NAME}.ipynb/readme.txt", "x")


@case(NOTHING)
def nothing_in_the_folder(hand: HandIn) -> None:
    """Hand in an empty folder."""
    hand.name = ""


@case(NOTHING)
def other_work(hand: HandIn) -> None:
    """Hand in the notebook of another course."""
    hand.name, hand.nb = "essay.ipynb", nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Essay")])


# --- names and places -------------------------------------------------------------------------------------------------------------


def _renamed(name: str, doc: str) -> None:
    def build(hand: HandIn) -> None:
        hand.right().name = name

    build.__name__ = "renamed_" + re.sub(r"\W+", "_", name).strip("_").lower()
    build.__doc__ = doc
    case(ALL)(build)


for _name, _doc in {
    f"{NAME} (1).ipynb": "Hand in under the name that a browser gives a second download.",
    f"{NAME}-Copy1.ipynb": "Hand in the copy that Jupyter made.",
    f"{NAME.upper()}.IPYNB": "Hand in under the name in capitals.",
    f"{NAME}_my name_final!.ipynb": "Hand in with one's name added.",
    f"{NAME}.ipynb.txt": "Hand in under the name that a browser or mail program makes of it.",
    "Untitled.ipynb": "Hand in under a name that says nothing, as the only notebook.",
    f"my work/{NAME}.ipynb": "Hand in inside a folder, as an archive unpacks it.",
    f"Set: 1/{NAME} *final*?.ipynb": "Hand in under a name, and in a folder, with signs that not every system allows.",
}.items():
    _renamed(_name, _doc)


@case(ALL)
def copy_beside_it(hand: HandIn) -> None:
    """Hand in the notebook, and the copy as it was handed out beside it, and a scratch notebook."""
    hand.file(f"{NAME}-Copy1.ipynb", hand.json())
    hand.file("scratch.ipynb", nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])))
    hand.right()


@case(ALL)
def packed(hand: HandIn) -> None:
    """Hand in the archive that a browser or a course page made of the folder."""
    hand.right().name, data = "", io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(f"{NAME}/{NAME}.ipynb", hand.json())
    hand.file(f"{NAME}.zip", data.getvalue())


@case(ALL)
def many_files_beside_it(hand: HandIn) -> None:
    """Hand in three thousand files of data that come before the notebook."""
    for number in range(3000):
        hand.right().file(f"data-{number:04}.csv", "1\n")


@case(NOTHING)
def file_for_the_folder(hand: HandIn) -> None:
    """Hand in the notebook in place of the folder that it belongs in."""
    hand.folder.rmdir()
    hand.folder.write_text(hand.right().json(), encoding="utf-8")
    hand.name = ""


@case(ALL)
def leavings_beside_it(hand: HandIn) -> None:
    """Hand in with checkpoints, caches, the system's own files and umlauts in names."""
    hand.file(f".ipynb_checkpoints/{NAME}-checkpoint.ipynb", hand.json())
    names = ".DS_Store", "Thumbs.db", "__pycache__/x.cpython-311.pyc", "~$notes.docx", "Meine Daten (final) \xfc.csv", f".{NAME}.ipynb.swp"
    for name in names:
        hand.file(name, b"\0\1")
    hand.right()


@case(ALL)
def link_that_leads_nowhere(hand: HandIn) -> None:
    """Hand in with a link to a folder on the student's machine."""
    (hand.right().folder / "data").symlink_to("/home/student/data")


@case(ALL)
def late(hand: HandIn) -> None:
    """Hand in long after everybody; the course takes nothing off."""
    hand.right().file("timestamp.txt", "2099-01-01 00:00:00.000000 UTC")


@case(ALL)
def time_unreadable(hand: HandIn) -> None:
    """Hand in with a time that nobody can read."""
    hand.right().file("timestamp.txt", "gestern abend")


@case(ALL)
def pasted_picture(hand: HandIn) -> None:
    """Hand in with a picture of eight megabytes pasted into the written answer."""
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\5" * 6_000_000).decode()
    hand.right().cell("explain").attachments = {"image.png": {"image/png": picture}}
    hand.answer(explain=RIGHT["explain"] + "\n\n![image.png](attachment:image.png)")


@case(ALL)
def pasted_picture_lost(hand: HandIn) -> None:
    """Hand in a text that refers to a pasted picture which is no longer there."""
    hand.right().answer(explain=RIGHT["explain"] + "\n\n![image.png](attachment:image.png)")
    hand.extra("![a](attachment:gone.png) ![b](gone.png)", kind="markdown")


@case(but("relax"))
def syntax_error(hand: HandIn) -> None:
    """Hand in with a syntax error in one answer and a half-written cell of one's own."""
    hand.right().answer(relax="def relax(V, E, t, tau) return V")
    hand.extra("for i in range(3", before="tau")


@case(ALL)
def marks_of_the_source_kept(hand: HandIn) -> None:
    """Hand in with comments that look like nbgrader's marks."""
    hand.right().answer(tau=SOURCES["tau"].strip())
