"""A course secret decides on the inputs of hidden tests, and never on whether a right answer
passes.

The program ``python -m tests.course.secrets`` asks the same under as many secrets as there is time
for.
"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.course import secrets
from tests.course.test_answers import ROOT, notebook, problems, sets, solution


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", sets())
def test_right_answers_get_all_points_under_fresh_secrets(name: str) -> None:
    assert list(secrets.unfair(name, range(5000, 5002))) == []


def test_a_set_is_graded_with_its_references_its_right_answers_and_on_request_its_wrong_ones() -> (
    None
):
    right, every = secrets.asked("lab6"), secrets.asked("lab6", wrong=True)
    points = problems(notebook("lab6"))
    assert {answer.problem for answer in right if answer.name.endswith("-reference")} == set(points)
    assert all(answer.score == points[answer.problem] for answer in right)
    assert len(right) >= 3 * len(points) and len(every) > 2 * len(right)
    assert {answer.problem for answer in secrets.asked("lab6", problem="L6.4")} == {"L6.4"}
    alone = secrets.asked("lab6", references=True)
    assert [answer.name for answer in alone] == [f"{number}-reference" for number in points]
    with_wrong = secrets.asked("lab6", wrong=True, references=True)
    assert set(with_wrong) == {*alone} | {*every} - {*right}


def test_one_test_that_refuses_a_wrong_answer_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    whole = secrets.grade

    def seen(nb: Any, problem: str, source: str, secret: str, alone: str = "") -> Any:
        ran.append(alone or "all")
        return whole(nb, problem, source, secret, alone)

    wrong = secrets.asked("lab6", wrong=True)[-1]
    test = secrets.refusing("lab6", wrong)
    monkeypatch.setattr(secrets, "grade", seen)
    assert not secrets.misgraded("lab6", wrong, 3) and ran == [test]
    ran.clear()
    paid = replace(wrong, name="paid", source=solution(notebook("lab6"), wrong.problem))
    assert "gets" in secrets.misgraded("lab6", paid, 3) and ran[-1] == "all"


def test_a_right_answer_that_loses_points_is_named_with_its_secret_and_a_wrong_one_that_is_paid_too() -> (
    None
):
    reference = secrets.asked("lab6", problem="L6.4")[0]
    always = replace(
        reference,
        name="always",
        source="def keeps_order(steps, results, exact, order):\n    return True",
    )
    said = secrets.misgraded("lab6", always, 3)
    assert said.startswith(
        "always gets 0 of 12 points under the secret 'secret 3', and deserves 12. "
        "L6-4-orders: Your test passes everything"
    ), said
    assert secrets.misgraded("lab6", replace(reference, name="paid", score=5), 3).startswith(
        "paid gets 12 of 12 points under the secret"
    )
    assert not secrets.misgraded("lab6", reference, 3) and not secrets.misgraded(
        "lab6", replace(always, score=3), 3
    )


def test_the_reference_of_14_4_passes_under_the_secret_under_which_it_failed() -> None:
    """Heun's method with an input that is held had an order of 2.01, 1.97 and 1.93 in the equation
    drawn from this secret.
    """
    for reference in secrets.asked("lab6", problem="L6.4"):
        assert not secrets.misgraded("lab6", reference, 9, "truth seed")


def test_the_reference_of_9_5_passes_where_one_rhythm_in_four_ends_by_itself() -> None:
    for reference in secrets.asked("ps9", problem="9.5", references=True):
        assert not secrets.misgraded("ps9", reference, 347)


def test_the_reference_of_2_3_passes_where_a_record_is_shorter_than_a_window() -> None:
    """Of 1 s, in which its wrong answers count spikes: a record of secret 272 lasts 0.9 s."""
    for reference in secrets.asked("ps2", problem="2.3", references=True):
        assert not secrets.misgraded("ps2", reference, 272)


def program(kept: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.course.secrets", *words, "--kept", str(kept)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_the_program_counts_what_it_graded_goes_on_where_it_stopped_and_refuses_a_set_that_does_not_exist(
    tmp_path: Path,
) -> None:
    words = ("lab6", "--problem", "L6.1", "--secrets")
    done = program(tmp_path, *words, "2", "--processes", "1")
    assert (
        done.returncode == 0
        and "lab6: 2 secrets, " in done.stdout
        and "No grading is unfair." in done.stdout
    ), done

    # a second start believes what is kept, but not a line that was cut off, and grades the others
    (kept,) = tmp_path.iterdir()
    first, second = kept.read_text().splitlines()
    kept.write_text(first.replace('"sentences": []', '"sentences": ["kept"]') + "\n" + second[:-9])
    again = program(tmp_path, *words, "4", "--processes", "2")
    assert again.returncode == 1 and "lab6: 4 secrets, " in again.stdout, again
    assert "  kept\n" in again.stdout and "Unfair gradings: 1" in again.stdout, again
    assert len(secrets.Kept(tmp_path, "lab6", "L6.1").read()) == 4

    refused = program(tmp_path, "ps99")
    assert (
        refused.returncode == 2 and "There is no problem set ps99; there are ps0" in refused.stderr
    )


def test_what_is_kept_counts_as_long_as_nothing_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = secrets.Kept(tmp_path, "ps1", "")
    before.add(secrets.Done("ps1", 7, 35, 0.2, []))
    assert secrets.Kept(tmp_path, "ps1", "").read() == {7: secrets.Done("ps1", 7, 35, 0.2, [])}
    assert not secrets.Kept(tmp_path, "ps1", "wrong").read()
    monkeypatch.setattr(secrets, "_library", lambda: b"a change in the library")
    assert not secrets.Kept(tmp_path, "ps1", "").read()


def test_who_runs_it_sees_how_much_is_done_and_how_long_the_rest_takes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter([0.0, 30.0, 600.0])
    monkeypatch.setattr(secrets.time, "monotonic", lambda: next(now))
    progress = secrets.Progress(100, kept=20)
    progress.step()  # a line each minute at most
    now = iter([600.0, 600.0])
    progress.done += 18
    progress.step()
    assert capsys.readouterr().err == (
        "40 of 100 (set, secret) pairs, 40%; about 30 min left; unfair gradings: 0\n"
    )
