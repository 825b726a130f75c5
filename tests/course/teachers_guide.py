"""The teacher's guide, made from the notebooks, their tags and the named answers:
`python -m tests.course.teachers_guide` writes it.

It stands in ``solutions/``, which no edition for students contains.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from neurolib.classroom.inventory import FILE as INVENTORY
from neurolib.classroom.inventory import LETTERS
from neurolib.classroom.inventory import read as read_inventory
from tests.course import test_answers as named
from tests.course.minutes import text_of
from tests.course.notebooks import CHAPTERS, ROOT, number_of, objectives, prose, read, set_of, tags

FILE = ROOT / "solutions" / "teachers-guide.md"
MOST = 8  # wrong answers that are listed for a problem


def title(path: Path) -> str:
    """Return the title of a chapter, with its number."""
    return str(re.search(r"^# (.+)$", prose(path), re.MULTILINE)[1])  # type: ignore[index]


def minutes(path: Path) -> str:
    """Return what a chapter says about its time."""
    said = re.search(r"\*\*Time\*\*: (.+?)\.", prose(path))
    return said[1] if said else ""


def prompts(path: Path) -> list[str]:
    """Return the concept questions of a chapter, with the section of each, to discuss in class, each
    followed by the right choice and its reason.
    """
    found, section = [], ""
    for cell in read(path).cells:
        if cell.cell_type != "markdown":
            continue
        if heading := re.match(r"## (\d+) · ", cell.source):
            section = heading[1]
        if "concept" in tags(cell):
            question = cell.source.partition("<details>")[0].strip()
            words = " ".join(question.removeprefix("**Check yourself.**").split())
            letter, says, reason = right_choice(cell.source)
            found += [
                f"- {number_of(path)}.{section}: {words}",
                f"  - **({letter})** {says}{'' if says[-1] in '.!?' else '.'} {reason}",
            ]
    return found


def right_choice(source: str) -> tuple[str, str, str]:
    """Return the letter of the right choice of a concept question, what it says, and the reason."""
    choices = re.findall(
        r"<details><summary>\((\w)\) (.*?)</summary>(.*?)</details>", source, re.DOTALL
    )
    ((letter, says, reason),) = [each for each in choices if each[2].strip().startswith("Right")]
    return letter, " ".join(says.split()), " ".join(reason.split())


def open_questions(path: Path) -> str:
    """Return what a chapter says is not known."""
    found = re.search(
        r"^## What is not known\n+(?:\*\d:\d\d · .*\n+)?(.*?)^## ",
        prose(path),
        re.MULTILINE | re.DOTALL,
    )
    return found[1].strip() if found else ""


def problems(path: Path) -> list[str]:
    """Return for each problem of a set its title, points, minutes and objectives, typical wrong
    answers, and rubrics.
    """
    cells, lines = read(path).cells, []
    answers = named.answers(path.stem.split("-")[0])
    for task in cells:
        said = (
            re.search(r"\*(\d+) minutes · (\d+) points\*", task.source)
            if task.cell_type == "markdown"
            else None
        )
        heading = re.match(r"## (L?\d+\.\d+) · (.+)", task.source)
        if not said or not heading:
            continue
        serves = sorted(
            {tag.split(":")[1].split("-")[0] for tag in tags(task) if tag.startswith("objective:")}
        )
        lines += [f"### {heading[1]} · {heading[2]}", ""]
        lines += [
            f"{said[1]} minutes, {said[2]} points; "
            f"objective{'s' if len(serves) > 1 else ''} {', '.join(serves)}.",
            "",
        ]
        wrong = [
            each.about
            for each in answers
            if each.problem == heading[1] and each.name.split("-")[1] == "wrong"
        ]
        if wrong:
            more = (
                f"; and {len(wrong) - MOST} more in `tests/course/answers/`"
                if len(wrong) > MOST
                else ""
            )
            lines += [
                f"*Typical wrong answers, each with a hint of its own*: "
                f"{'; '.join(wrong[:MOST])}{more}.",
                "",
            ]
        lines += [line for cell in cells if _by_hand(cell, heading[1]) for line in _rubric(cell)]
    return lines


def _by_hand(cell: Any, problem: str) -> bool:
    about = cell.metadata.get("nbgrader", {})
    return (
        cell.cell_type == "markdown"
        and bool(about.get("grade") and about.get("solution"))
        and named.role(cell)[1] == problem
    )


def _rubric(cell: Any) -> list[str]:
    """Return the text of a cell that a person marks, with its solution, as a quotation."""
    text = re.sub(r"### (BEGIN|END) SOLUTION\n?", "", cell.source).strip()
    about = text_of(cell)
    assert about
    return [
        f"*Marked by a person:* plan {about.minutes} minutes for each student (an estimate). Our "
        f"answer has {about.words} words.",
        "",
        *(f"> {line}".rstrip() for line in text.splitlines()),
        "",
    ]


def inventory() -> list[str]:
    """Return the key of the concept inventory: for each question its concept, the right choice with
    its reason, and the misconception behind each wrong one.
    """
    found = read_inventory(ROOT / "solutions" / INVENTORY)
    lines = [
        "## The concept inventory",
        "",
        "[What a class has learnt](../course/guide/teaching.md#what-a-class-has-learnt) describes "
        "how to use these questions. Students answer them in the first and in the last week, so "
        "do not give away the key in between.",
        "",
    ]
    titles = {concept.name: concept.title for concept in found.concepts}
    for number, question in enumerate(found.questions, 1):
        lines += [f"### Question {number} · {titles[question.concept]}", "", question.stem, ""]
        for letter, choice in zip(LETTERS, question.choices, strict=True):
            says = f"- ({letter}) {choice.says}"
            lines.append(
                f"{says} **Right.** {question.reason} ({question.source})"
                if choice.right
                else f"{says} *Misconception: {choice.misconception}.* {choice.why}"
            )
        lines.append("")
    return lines


def written() -> str:
    """Return the whole guide."""
    lines = [
        "# The teacher's guide",
        "",
        "This page is made from the notebooks, their tags and the named answers of the "
        "tests by `python -m tests.course.teachers_guide`. Do not edit it, and do not "
        "give it to students.",
        "",
        "[A plan of twelve weeks](../course/guide/teaching.md#a-plan-of-twelve-weeks) and the "
        "model behind the minutes stand in the guide. The minutes leave out what is folded. "
        "The minutes of problems are estimates.",
        "",
    ]
    for path in CHAPTERS:
        lines += [
            f"## {title(path)}",
            "",
            f"**Time**: {minutes(path)}.",
            "",
            "| objective | sections | practised in |",
            "|:--|:--|:--|",
        ]
        for each, (text, where, how) in objectives(read(path)).items():
            lines.append(f"| {each} {text} | {', '.join(map(str, sorted(where)))} | {how} |")
        lines += [
            "",
            "**To discuss in class.** These questions stand under *Check yourself*, with all "
            "their choices. Ask for a vote before the answers are opened. Below each question you "
            "find the right letter and its reason.",
            "",
        ]
        lines += prompts(path)
        if text := open_questions(path):
            lines += ["", "**Not known.**", "", text]
        lines.append("")
        for folder in (ROOT / "solutions").glob(f"{set_of(path)}-*/*.ipynb"):
            lines += problems(folder)
    lines += inventory()
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
