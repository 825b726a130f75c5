"""The questions to discuss in class: the right letter and its reason are there for the teacher, and
nowhere for a student before the answer.
"""

import json
import re

import pytest

from tests.course import teachers_guide
from tests.course.notebooks import CHAPTERS, ROOT, named, number_of, read, tags

QUESTION = """**Check yourself.** What is it?

<details><summary>(a) a leak</summary>

No, that is smaller.

</details>
<details><summary>(b) a spike</summary>

Right: it is large,
and short.

</details>"""


def concepts(path):
    return [cell.source for cell in read(path).cells if "concept" in tags(cell)]


def test_the_right_choice_is_read_with_its_reason():
    assert teachers_guide.right_choice(QUESTION) == (
        "b",
        "a spike",
        "Right: it is large, and short.",
    )
    with pytest.raises(ValueError, match="unpack"):
        teachers_guide.right_choice(QUESTION.replace("Right:", "No:"))


@named(CHAPTERS)
def test_each_question_of_a_chapter_has_its_letter_and_its_reason(path):
    lines = teachers_guide.prompts(path)
    asked = concepts(path)
    assert len(lines) == 2 * len(asked) > 0
    for question, answer in zip(lines[::2], lines[1::2], strict=True):
        assert re.match(rf"- {number_of(path)}\.\d+: \S", question), question
        assert re.match(r"  - \*\*\([a-d]\)\*\* .+[.!?$] Right\b.{8}", answer), answer
    guide = (ROOT / "solutions" / "teachers-guide.md").read_text(encoding="utf-8")
    assert "\n".join(lines) in guide


def test_no_student_reads_the_guide_and_no_choice_says_before_it_is_opened_which_is_right():
    from neurolib.site import build

    assert teachers_guide.FILE.is_relative_to(ROOT / "solutions"), "which no edition holds"
    assert teachers_guide.FILE.stem not in build.GUIDE
    for path in CHAPTERS:
        for source in concepts(path):
            letter, _, reason = teachers_guide.right_choice(source)
            seen = re.sub(r"</summary>.*?</details>", "", source, flags=re.DOTALL)
            assert "Right" not in seen and reason not in seen, (path.stem, letter)
    reasons = {
        teachers_guide.right_choice(source)[2] for path in CHAPTERS for source in concepts(path)
    }
    for path in sorted((ROOT / "exercises").rglob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = " ".join(" ".join("".join(cell["source"]) for cell in cells).split())
        assert not [reason for reason in reasons if reason in text], path
