"""The student's working copy: what the course renews, what it never touches, and the way back."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from neurolib import cli, workspace
from neurolib.bootstrap import Stop
from neurolib.workspace import MANIFEST, changed, fingerprint, lay_out


def notebook(*sources, output=None, tags=(), nbgrader=None):
    """The text of a notebook with these code cells."""
    metadata = {"tags": list(tags)} | ({"nbgrader": nbgrader} if nbgrader else {})
    outputs = [{"output_type": "stream", "name": "stdout", "text": output}] if output else []
    more = {"execution_count": 7 if output else None, "outputs": outputs, "metadata": metadata}
    cells = [{"cell_type": "code", "source": source, **more} for source in sources]
    return json.dumps(
        {
            "cells": cells,
            "metadata": {"kernelspec": {"name": "any"}} if output else {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A course of two notebooks and a figure, laid out once: (course, working copy)."""
    monkeypatch.setattr(workspace, "ROOT", tmp_path)
    monkeypatch.setattr(workspace, "WORK", tmp_path / "work")
    course, work = tmp_path / "course", tmp_path / "work" / "course"
    texts = {
        "index.ipynb": notebook("1"),
        "1-principles/2-spikes.ipynb": notebook("a", "b"),
        "1-principles/x.svg": "<svg/>",
    }
    for name, text in texts.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text)
    (course / ".ipynb_checkpoints").mkdir()
    (course / ".ipynb_checkpoints" / "index-checkpoint.ipynb").write_text("{}")
    assert lay_out(course, work) == []
    return course, work


def names(folder):
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_the_course_is_laid_out_without_hidden_files(copy):
    assert names(copy[1]) == sorted(
        [MANIFEST, "1-principles/2-spikes.ipynb", "1-principles/x.svg", "index.ipynb"]
    )
    assert changed(copy[1]) == []


def test_new_material_comes_in_and_what_was_only_run_is_renewed(copy):
    course, work = copy
    # JupyterLab writes a source as lines, and outputs
    (work / "index.ipynb").write_text(notebook(["1"], output="1"))
    assert changed(work) == [], "running a notebook does not change it"
    (course / "index.ipynb").write_text(notebook("2"))
    (course / "1-principles" / "x.svg").write_text("<svg></svg>")
    (course / "3-new.ipynb").write_text(notebook("n"))
    assert lay_out(course, work) == []
    for name in "index.ipynb", "1-principles/x.svg", "3-new.ipynb":
        assert (work / name).read_bytes() == (course / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "mine", "new"),
    [
        ("index.ipynb", notebook("mine"), notebook("2")),
        ("1-principles/x.svg", "<svg>mine</svg>", "<svg>2</svg>"),
    ],
)
def test_what_the_student_changed_is_kept_and_the_new_one_laid_beside_it_once(
    copy, name, mine, new
):
    course, work = copy
    (work / name).write_text(mine)
    assert lay_out(course, work) == [], "nothing is new"
    (course / name).write_text(new)
    beside = (work / name).with_stem((work / name).stem + ".new")
    (sentence,) = lay_out(course, work)
    assert name in sentence and beside.name in sentence and "yours is kept" in sentence
    assert (work / name).read_text() == mine and beside.read_text() == new
    assert lay_out(course, work) == [] and changed(work) == [name]


def test_a_new_one_that_the_student_began_to_work_in_is_kept_too(copy):
    course, work = copy
    (work / "index.ipynb").write_text(notebook("mine"))
    for version in "2", "3", "4":
        (course / "index.ipynb").write_text(notebook(version))
        assert len(lay_out(course, work)) == 1
        if version == "3":
            (work / "index.new.ipynb").write_text(notebook("my second"))
    assert (work / "index.ipynb").read_text() == notebook("mine")
    assert (work / "index.new.ipynb").read_text() == notebook("my second")
    assert (work / "index.new2.ipynb").read_text() == notebook("4")


def test_a_student_who_already_has_the_new_text_is_left_in_peace(copy):
    course, work = copy
    for folder in course, work:
        (folder / "index.ipynb").write_text(notebook("the same correction"))
    assert lay_out(course, work) == [] and not list(work.rglob("*.new*")) and changed(work) == []


@pytest.mark.parametrize("manifest", ["not JSON", "[]", None])
def test_without_a_readable_manifest_everything_different_is_the_students(copy, manifest):
    course, work = copy
    (work / MANIFEST).write_text(manifest) if manifest else (work / MANIFEST).unlink()
    (course / "index.ipynb").write_text(notebook("2"))
    assert len(lay_out(course, work)) == 1
    assert (work / "index.ipynb").read_text() == notebook("1")


def test_a_deleted_file_comes_back_and_files_of_the_student_stay(copy):
    course, work = copy
    (work / "index.ipynb").unlink()
    (work / "my notes.ipynb").write_text("anything")
    assert lay_out(course, work) == []
    assert (work / "index.ipynb").exists() and (work / "my notes.ipynb").read_text() == "anything"


def test_the_fingerprint_sees_what_a_person_writes(tmp_path):
    def of(text):
        (tmp_path / "n.ipynb").write_text(text)
        return fingerprint(tmp_path / "n.ipynb")

    assert of(notebook("a")) == of(notebook("a", output="1"))
    notebooks = [
        notebook("a"),
        notebook("b"),
        notebook("a", "b"),
        notebook("a", tags=["x"]),
        notebook("a", nbgrader={"points": 2}),
    ]
    broken = ["", "{}", "[1]", '{"cells": [1]}']
    assert len({of(text) for text in notebooks + broken}) == 9


# --- reset ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "course/1-principles/2-spikes.ipynb",
        "2-spikes",
        "2-spikes.ipynb",
        "1-principles/2-spikes",
        "./course/1-principles/2-spikes",
    ],
)
def test_reset_keeps_a_copy_and_restores(copy, typed):
    course, work = copy
    mine = work / "1-principles" / "2-spikes.ipynb"
    for n, kept in enumerate(["2-spikes.mine.ipynb", "2-spikes.mine2.ipynb"]):
        mine.write_text(notebook(f"mine {n}"))
        done = CliRunner().invoke(cli.app, ["reset", "--yes", typed])
        assert done.exit_code == 0 and kept in done.output
        assert mine.with_name(kept).read_text() == notebook(f"mine {n}")
        assert mine.read_text() == notebook("a", "b")
    (course / "1-principles" / "2-spikes.ipynb").write_text(notebook("c"))
    assert lay_out(course, work) == [] and mine.read_text() == notebook("c"), (
        "after a reset the file is the course's again"
    )


def test_reset_finds_a_path_from_anywhere_and_a_deleted_notebook(copy, monkeypatch):
    _, work = copy
    monkeypatch.chdir(work / "1-principles")
    (work / "1-principles" / "2-spikes.ipynb").unlink()
    done = CliRunner().invoke(cli.app, ["reset", "--yes", "2-spikes.ipynb"])
    assert done.exit_code == 0 and "mine" not in done.output
    assert workspace.find("../index.ipynb")[1] == work / "index.ipynb"


@pytest.mark.parametrize(("answer", "code"), [("n\n", 1), ("", 1), ("y\n", 0)])
def test_reset_asks(copy, answer, code):
    mine = copy[1] / "index.ipynb"
    mine.write_text(notebook("mine"))
    done = CliRunner().invoke(cli.app, ["reset", "index"], input=answer)
    assert done.exit_code == code and "A copy of your version is kept" in done.output
    assert (mine.read_text() == notebook("mine")) == bool(code)


def test_reset_of_what_was_not_handed_out(copy):
    course, _ = copy
    with pytest.raises(Stop, match=r"no notebook 2-spike: did you mean 2-spikes\.ipynb\?") as stop:
        workspace.find("2-spike")
    assert stop.value.code == 2
    with pytest.raises(Stop, match="no notebook nothing; its notebooks are in"):
        workspace.find("nothing")
    shutil.copytree(course / "1-principles", course / "2-applications")
    with pytest.raises(Stop, match="type the longer name"):
        workspace.find("2-spikes")
    assert (
        workspace.find("course/2-applications/2-spikes")[0]
        == course / "2-applications" / "2-spikes.ipynb"
    )


def test_a_problem_set_is_handed_out_once_and_is_then_the_students(tmp_path):
    source, target = tmp_path / "outbound", tmp_path / "exercises"
    for name, file in (
        ("ps1", "ps1.ipynb"),
        ("ps1", "data/x.csv"),
        ("ps2", "ps2.ipynb"),
        ("empty", "notes.txt"),
    ):
        (source / name / file).parent.mkdir(parents=True, exist_ok=True)
        (source / name / file).write_text(name)
    (target / ".ps2.part").mkdir(parents=True)  # of a start that was broken off
    workspace.hand_out(source, target)
    handed = sorted(
        path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()
    )
    assert handed == ["ps1/data/x.csv", "ps1/ps1.ipynb", "ps2/ps2.ipynb"]
    (target / "ps1" / "ps1.ipynb").write_text("mine")
    (target / "ps1" / "data" / "x.csv").unlink()
    workspace.hand_out(source, target)
    assert (target / "ps1" / "ps1.ipynb").read_text() == "mine" and not (
        target / "ps1" / "data" / "x.csv"
    ).exists()
    workspace.hand_out(tmp_path / "nowhere", target)
