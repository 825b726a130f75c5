"""The concept inventory: the same questions in the first and in the last week, without points,
whose wrong choices are the misconceptions that the course names.

The questions and their key lie in one file beside the solutions, which no edition holds. The two
sets that students get are made from it when they are released, so that nobody reads the questions
before. The notebooks hold no key, and no test: what a student chose is counted by
:mod:`.reports.gain`.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode, v4

from .course import ClassroomError, Course

FILE = "inventory.json"  # in solutions/
BEFORE, AFTER = "inventory-before", "inventory-after"
WEEKS = {BEFORE: "first week", AFTER: "last week"}
LETTERS = "abcd"
# one line at a time, so that a long one takes no more than its length
ANSWER = re.compile(r"^[ \t]*q(\d{1,3})[ \t]*=([^\r\n]*)", re.MULTILINE | re.IGNORECASE)
QUOTES = r"[ \t\"'“”‘’„`(]*"
EMPTY = re.compile(rf"{QUOTES}(?:#.*)?")
# a letter alone, or with the words of its choice, such as "b) a spike", in which none stands as
# another answer does: c), or c
OTHER = r"(?:or|and)\b|[a-d]\W*$|.*(?:\b[a-d]\)|\b(?:or|and)[ \t][a-d]\W*$)"
LETTER = re.compile(
    rf"{QUOTES}([a-d])(?:[ \t\"'“”‘’`).:;,]*(?:#.*)?|[).:][ \t]+(?!{OTHER}).*)", re.IGNORECASE
)
# of a question: nbgrader puts it back where a student changed it. An answer is an ordinary cell,
# for nbgrader would write a stub into it
LOCKED = {"grade": False, "locked": True, "schema_version": 3, "solution": False, "task": False}
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

TEXT = """# Concept questions · {week}

These {count} questions show what you think about the subjects of this course, in the first week and
again in the last one. Together, the answers of the class show your teacher what the course has
taught, and which ideas are still in the way.

- **Nothing is graded.** There are no points. Your teacher gets a table that shows how many students
  chose each answer, without names.
- Take about {minutes} minutes. Do not look anything up, and do not ask anybody.
- Exactly one of the four answers is right. Write its letter between the quotation marks, as in
  `q1 = "b"`. If you do not know the answer, leave the quotation marks empty.
- Save the notebook, and hand it in like a problem set: choose *Assignment List* in JupyterLab's
  *Nbgrader* menu, and there *Submit*, or run `neurolib submit {name}` in a terminal."""


@dataclass(frozen=True)
class Concept:
    """A concept, with the chapter that teaches it."""

    name: str
    title: str
    chapter: int


@dataclass(frozen=True)
class Choice:
    """An answer to choose: the right one, or one that follows from a ``misconception``, with the
    reason ``why`` a person believes it.
    """

    says: str
    misconception: str = ""
    why: str = ""
    right: bool = False


@dataclass(frozen=True)
class Question:
    """A question with four choices; ``reason`` says why the right one is right, and ``source``
    where the course teaches it.
    """

    name: str
    concept: str
    stem: str
    choices: tuple[Choice, ...]
    reason: str
    source: str

    @property
    def right(self) -> str:
        """The letter of the right choice."""
        return next(
            letter for letter, choice in zip(LETTERS, self.choices, strict=True) if choice.right
        )

    def misconception(self, letter: str) -> str:
        """Return the misconception behind a letter; nothing for the right one and for none."""
        return self.choices[LETTERS.index(letter)].misconception if letter else ""


@dataclass(frozen=True)
class Inventory:
    """The concepts and the questions, in the order in which they are asked."""

    concepts: tuple[Concept, ...]
    questions: tuple[Question, ...]

    def notebook(self, name: str) -> NotebookNode:
        """Return the notebook of one of the two sets: questions and empty answers, without a
        key.
        """
        text = TEXT.format(
            week=WEEKS[name],
            count=len(self.questions),
            minutes=round(1.5 * len(self.questions), -1),
            name=name,
        )
        cells = [v4.new_markdown_cell(text, id="title")]
        for number, question in enumerate(self.questions, 1):
            choices = "\n".join(
                f"- **({letter})** {choice.says}"
                for letter, choice in zip(LETTERS, question.choices, strict=True)
            )
            asked = f"## {number}\n\n{question.stem}\n\n{choices}"
            ours = {"nbgrader": LOCKED | {"grade_id": f"q{number}-question"}}
            cells += [
                v4.new_markdown_cell(asked, id=f"q{number}-question", metadata=ours),
                v4.new_code_cell(f'q{number} = ""', id=f"q{number}-answer"),
            ]
        metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
        return v4.new_notebook(cells=cells, metadata=metadata)


def read(path: Path) -> Inventory:
    """Return the inventory in a file; raise with a sentence where it is not one."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        questions = tuple(
            Question(**{**each, "choices": tuple(Choice(**choice) for choice in each["choices"])})
            for each in found["questions"]
        )
        concepts = tuple(Concept(**each) for each in found["concepts"])
    except OSError:
        raise ClassroomError(
            f"{path} cannot be read; the questions of the concept inventory belong there."
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ClassroomError(f"{path} is no concept inventory: {error}.") from None
    known = {each.name for each in concepts}
    for number, question in enumerate(questions, 1):
        here = f"Question {number} of {path}, {question.name},"
        if question.concept not in known:
            raise ClassroomError(
                f"{here} belongs to the concept {question.concept}; expected one of "
                f"{', '.join(sorted(known))}."
            )
        right = sum(choice.right for choice in question.choices)
        if len(question.choices) != len(LETTERS) or right != 1:
            raise ClassroomError(
                f"{here} has {len(question.choices)} choices, of which {right} are right; "
                f"expected {len(LETTERS)} choices and one that is right."
            )
        if not all(choice.right or choice.misconception for choice in question.choices):
            raise ClassroomError(f"{here} has a wrong choice that names no misconception.")
    return Inventory(concepts, questions)


def load(course: Course) -> Inventory:
    """Return the inventory of a course."""
    return read(course.folder("source") / FILE)


def write(course: Course, name: str) -> Path:
    """Write the source notebook of one of the two sets, from which it is released; return it."""
    path = course.folder("source") / name / f"{name}.ipynb"
    notebook = load(course).notebook(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(v4.writes(notebook) + "\n", encoding="utf-8")
    return path


def answers(sources: Iterable[str], count: int) -> dict[int, str]:
    """Return the letters that stand in the code cells of a hand-in, by the numbers of their
    questions; the last one counts. A letter is empty where something else stands there.
    """
    found = dict[int, str]()
    for number, said in itertools.chain.from_iterable(map(ANSWER.findall, sources)):
        if 1 <= int(number) <= count and not EMPTY.fullmatch(said):
            letter = LETTER.fullmatch(said)
            found[int(number)] = letter[1].lower() if letter else ""
    return found
