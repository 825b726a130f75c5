"""The guesses of a hall: what counts, what is refused and with which sentence, what the wall shows,
and what is kept.
"""

from __future__ import annotations

import copy
import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neurolib.lecture import hall as module
from neurolib.lecture.hall import Allowance, Hall, Phone, said_of
from neurolib.lecture.hall_question import Question
from neurolib.model import ParameterError
from tests.lecture.hall_page import QUESTIONS, RATES

CURVE, NUMBER, CHOICE = QUESTIONS


class Page:
    """A page that notes what it hears."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.left: list[tuple[int, str]] = []

    def send(self, message: dict[str, Any]) -> None:
        self.heard.append(json.loads(json.dumps(message)))

    def leave(self, code: int, why: str) -> None:
        self.left.append((code, why))

    @property
    def last(self) -> dict[str, Any]:
        return self.heard[-1]


class Room:
    """A hall whose clock and whose waiting the test moves, with its wall."""

    def __init__(self, **options: Any) -> None:
        self.now, self.due = 0.0, list[Callable[[], None]]()
        self.hall = Hall(
            clock=lambda: self.now, later=lambda _, call: self.due.append(call), **options
        )
        self.wall = Page()
        self.hall.join(self.wall, "http://10.0.0.7:8899/hall")

    def phone(self, session: str = "", address: str = "") -> tuple[Phone, Page]:
        session, page = session or self.hall.new_session(), Page()
        assert self.hall.admit(session, address) == ""
        return self.hall.connect(session, page), page

    def say(self, phone: Phone, message: Any, after: float = 1.0) -> None:
        self.now += after
        self.hall.receive(phone, message if isinstance(message, str) else json.dumps(message))

    def later(self) -> None:
        due, self.due = self.due, []
        for call in due:
            call()


@pytest.fixture
def room() -> Room:
    return Room()


def test_an_answer_counts_once_and_its_last_value_counts(room: Room) -> None:
    phone, page = room.phone()
    assert page.last == {"question": None, "kept": False}
    room.hall.open(NUMBER)
    assert page.last["question"]["asks"]["unit"] == "ms" and page.last["said"] == {}
    assert "0.5" not in json.dumps(page.last), "the answer is on no phone before it is shown"
    for typed in "2", "1.2 ms", "800*us":
        room.say(phone, {"number": 1, "guess": typed, "id": 7})
    assert page.last["said"] == {"guess": pytest.approx(0.8)} and page.last["taken"] == 7
    room.later()
    assert room.wall.last == {"key": NUMBER["key"], "answers": [[0, 0.8]], "count": 1}
    room.hall.reveal(NUMBER["key"])
    assert page.last["revealed"]
    assert page.last["said"]["answer"].startswith(
        "You predicted 0.8 ms. Found: <strong>0.5 ms</strong>."
    )
    room.say(phone, {"number": 1, "guess": "0.5", "id": 8})
    assert page.last == {"refused": module.SHOWN, "id": 8}
    assert room.wall.last["summary"]["near"] == 1 and room.wall.last["count"] == 1


def curve(**changes: Any) -> list[Any]:
    drawn: list[Any] = [round(each, 3) for each in RATES]
    for place, value in changes.items():
        drawn[int(place[1:])] = value
    return drawn


DEEP = '{"number":1,"guess":' + "[" * 5000 + "]" * 5000 + "}"
BAD: dict[str, tuple[dict[str, Any], Any, str]] = {
    "no JSON": (NUMBER, "12", "This is no answer that the page can send"),
    "no JSON at all": (NUMBER, "<script>", "This is no answer that the page can send"),
    "deep": (NUMBER, DEEP, "no list|neither a number nor a letter|no answer that the page"),
    "NaN": (NUMBER, '{"number":1,"guess":NaN}', "This is no answer that the page can send"),
    "infinite": (NUMBER, '{"number":1,"guess":-Infinity}', "This is no answer that the page can"),
    "overflow": (NUMBER, '{"number":1,"guess":1e999}', "“inf” is not a number"),
    "many digits": (NUMBER, '{"number":1,"guess":' + "9" * 5000 + "}", "no answer that the page"),
    "long number": (NUMBER, '{"number":1,"guess":' + "9" * 90 + "}", "has 90 characters"),
    "huge": (NUMBER, {"number": 1, "guess": "1e200"}, "larger than 1e\\+100"),
    "typed overflow": (
        NUMBER,
        {"number": 1, "guess": "1e999"},
        "is not a number; type a number, as",
    ),
    "words": (NUMBER, {"number": 1, "guess": "<b>many</b>"}, "“<b>many</b>” is not a number"),
    "empty": (NUMBER, {"number": 1, "guess": " "}, "Nothing is typed yet"),
    "too long": (NUMBER, {"number": 1, "guess": "1" * 61}, "has 61 characters; expected at most"),
    "too long a message": (NUMBER, {"number": 1, "guess": "1" * 20_000}, "expected at most 16384"),
    "true": (NUMBER, {"number": 1, "guess": True}, "neither a number nor a letter"),
    "null": (NUMBER, {"number": 1, "guess": None}, "neither a number nor a letter"),
    "an object": (NUMBER, {"number": 1, "guess": {"$gt": 0}}, "neither a number nor a letter"),
    "wrong unit": (NUMBER, {"number": 1, "guess": "3 Hz"}, "is in Hz; expected a number in ms"),
    "wrong question": (NUMBER, {"number": 2, "guess": "3"}, "This question is not open any more"),
    "no question": (NUMBER, {"guess": "3"}, "This question is not open any more"),
    "true as question": (NUMBER, {"number": True, "guess": "3"}, "This question is not open"),
    "a list as question": (NUMBER, {"number": [1], "guess": "3"}, "This question is not open"),
    "no letter": (CHOICE, {"number": 1, "guess": "d"}, "is none of the choices"),
    "two letters": (CHOICE, {"number": 1, "guess": "ab"}, "is none of the choices"),
    "a number as letter": (CHOICE, {"number": 1, "guess": 1}, "is none of the choices"),
    "short curve": (CURVE, {"number": 1, "guess": [1, 2]}, "has 2 values; expected 51"),
    "long curve": (CURVE, {"number": 1, "guess": [1] * 500}, "has 500 values; expected 51"),
    "no curve": (CURVE, {"number": 1, "guess": "1"}, "has no list of values; expected 51"),
    "empty curve": (CURVE, {"number": 1, "guess": [None] * 51}, "Nothing is drawn yet"),
    "gap": (CURVE, {"number": 1, "guess": curve(y3=None)}, "Nothing is drawn at 130"),
    "word in curve": (CURVE, {"number": 1, "guess": curve(y3="12")}, "a value that is no number"),
    "list in curve": (CURVE, {"number": 1, "guess": curve(y3=[1])}, "a value that is no number"),
    "true in curve": (CURVE, {"number": 1, "guess": curve(y3=True)}, "a value that is no number"),
    "outside": (CURVE, {"number": 1, "guess": curve(y3=1e9)}, "expected values from 0 to 200"),
    "far outside": (CURVE, {"number": 1, "guess": curve(y3=10**300)}, "expected values from 0"),
    "inf in curve": (
        CURVE,
        json.dumps({"number": 1, "guess": curve(y3=5.5)}).replace("5.5", "1e999"),
        "expected values from 0 to 200",
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_message_is_refused_with_a_sentence_and_nothing_is_lost(room: Room, bad: str) -> None:
    question, message, sentence = BAD[bad]
    good = {"c": curve(), "n": "0.4", "o": "b"}["cno"[QUESTIONS.index(question)]]
    phone, page = room.phone()
    room.hall.open(question)
    room.say(phone, {"number": 1, "guess": good})
    before = page.last["said"]["guess"]
    heard = len(page.heard)
    room.say(phone, message)
    assert len(page.heard) == heard + 1
    with pytest.raises(AssertionError, match=sentence):
        raise AssertionError(page.last["refused"])
    assert len(page.last["refused"]) < 300
    room.say(phone, {})
    assert page.last["said"]["guess"] == before
    room.hall.reveal(question["key"])
    assert room.wall.last["summary"]["count"] == 1
    assert page.left == []


def test_any_text_is_an_answer_or_a_sentence() -> None:
    """24 of 24 fresh seeds of 200 random messages each: nothing raises, and nothing but a number of
    the right shape is kept.
    """
    pieces = ["{", "}", "[", "]", '"', ":", ",", "number", "guess", "1", "-", "e9", "NaN", "null"]
    pieces += [" ", "\\u0000", "ms", "\ud800", "½", "٣", "1e308", "true", "b", "0.5", "\x00"]
    for seed in range(24):
        rng, room = random.Random(9000 + seed), Room()
        question = copy.deepcopy(rng.choice(QUESTIONS))
        room.hall.open(question)
        phone, page = room.phone()
        for _ in range(200):
            kind = rng.random()
            guess = "".join(rng.choices(pieces, k=rng.randrange(1, 12)))
            text = (
                json.dumps({"number": 1, "guess": guess})
                if kind < 0.5
                else f'{{"number":1,"guess":{guess}}}'
                if kind < 0.8
                else guess
            )
            room.say(phone, text, after=2.0)
            assert set(page.last) & {"refused", "question"}
        room.hall.reveal(question["key"])
        for _, value in room.wall.last["answers"]:
            numbers = value if isinstance(value, list) else [value]
            assert value in "abc" if isinstance(value, str) else all(map(math.isfinite, numbers))


def test_a_thousand_messages_a_second_count_as_few_and_the_answer_stays(room: Room) -> None:
    room.hall.open(NUMBER)
    phone, page = room.phone()
    room.say(phone, {"number": 1, "guess": "0.4"})
    other, quiet = room.phone()
    for k in range(1000):
        room.say(phone, {"number": 1, "guess": str(k)}, after=0.001)
    assert len(page.heard) < 30
    assert page.heard[-1] == {"refused": module.TOO_FAST}
    assert page.left == [(4429, module.TOO_FAST)]
    room.say(other, {"number": 1, "guess": "0.6"})
    room.hall.reveal(NUMBER["key"])
    assert room.wall.last["summary"]["count"] == 2
    assert quiet.last["said"]["guess"] == 0.6


def test_a_second_connection_of_a_session_wins_no_haste(room: Room) -> None:
    room.hall.open(NUMBER)
    session = room.hall.new_session()
    phones = [room.phone(session) for _ in range(3)]
    for k in range(60):
        room.say(phones[k % 3][0], {"number": 1, "guess": "1"}, after=0.0)
    taken = [each for _, page in phones for each in page.heard if "taken" in each]
    assert len(taken) <= 13


def test_a_phone_that_comes_back_finds_its_answer(room: Room) -> None:
    room.hall.open(CURVE)
    session = room.hall.new_session()
    phone, _ = room.phone(session)
    room.say(phone, {"number": 1, "guess": curve()})
    room.hall.disconnect(phone)
    room.later()
    again, page = room.phone(session)
    assert page.last["said"]["guess"] == curve()
    room.say(again, {"number": 1, "guess": curve(y3=50)})
    room.later()
    assert room.wall.last["answers"] == [[0, curve(y3=50)]]
    room.hall.close(CURVE["key"])
    assert page.last["question"] is None
    room.hall.open(CURVE)  # the presenter goes one screen back
    assert page.last["said"]["guess"] == curve(y3=50)


def test_nobody_takes_a_session_that_this_hall_has_not_given_out(room: Room) -> None:
    session = room.hall.new_session()
    name, _, signature = session.partition(".")
    last = "0" if signature[-1] != "0" else "1"
    for forged in (
        "",
        name,
        f"{name}.",
        f"{name}x.{signature}",
        f"{name}.{signature[:-1]}{last}",
        f"ä{session}",
        Hall().new_session(),
    ):
        assert "none of this lecture" in room.hall.admit(forged), forged
    assert len({room.hall.new_session() for _ in range(1000)}) == 1000


def test_a_hall_behind_one_address_gets_in_and_a_flood_of_sessions_does_not_take_all_seats(
    room: Room,
) -> None:
    for _ in range(300):  # a lecture hall whose network has one address
        room.phone(address="10.0.0.1")
    refused = 0
    for _ in range(1000):
        refused += bool(room.hall.admit(room.hall.new_session(), "10.0.0.1"))
    assert refused >= 900
    room.now += 10
    room.phone(address="10.0.0.1")
    room.phone(address="10.0.0.2")


def test_a_full_hall_forgets_who_left_without_an_answer_first(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SEATS", 3)
    room.hall.open(NUMBER)
    first, _ = room.phone()
    room.say(first, {"number": 1, "guess": "0.4"})
    room.hall.disconnect(first)
    second, _ = room.phone()
    room.hall.disconnect(second)
    room.phone()
    room.phone()  # in place of the second
    assert "The hall is full" in room.hall.admit(room.hall.new_session())
    _, page = room.phone(first.session)
    assert page.last["said"]["guess"] == 0.4


def test_a_seat_that_is_freed_before_the_phone_sits_is_made_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SEATS", 1)
    first, second = room.hall.new_session(), room.hall.new_session()
    assert room.hall.admit(first) == room.hall.admit(second) == ""
    page = Page()
    room.hall.connect(first, page)
    assert page.last["question"] is None


def test_a_page_that_is_open_too_often_leaves_its_oldest_tab(room: Room) -> None:
    session = room.hall.new_session()
    pages = [room.phone(session)[1] for _ in range(4)]
    assert [len(each.left) for each in pages] == [1, 0, 0, 0]
    assert pages[0].left[0][0] == 4409


def test_an_allowance_gives_a_burst_and_then_its_rate() -> None:
    allowance = Allowance(2, 5)
    assert sum(allowance.take(0.0) for _ in range(100)) == 5
    assert sum(allowance.take(k / 100) for k in range(1, 1001)) == 20


def test_two_windows_that_steer_open_and_reveal_a_question_once(room: Room) -> None:
    phone, page = room.phone()
    room.hall.open(NUMBER)
    room.say(phone, {"number": 1, "guess": "1"})
    heard = len(page.heard)
    room.hall.open(NUMBER)
    assert len(page.heard) == heard
    room.hall.reveal(NUMBER["key"])
    room.hall.reveal(NUMBER["key"])
    assert len(page.heard) == heard + 1
    room.hall.close(CURVE["key"])  # of a screen that was left before
    assert page.last["revealed"]


def test_a_wall_that_comes_back_shows_everything(room: Room) -> None:
    room.hall.open(NUMBER)
    for typed in "0.3", "0.5":
        room.say(room.phone()[0], {"number": 1, "guess": typed})
    room.hall.part(room.wall)
    again = Page()
    room.hall.join(again)
    assert again.last["answers"] == [[0, 0.3], [1, 0.5]] and again.last["whole"]
    assert room.hall.address == "" and again.heard[0]["address"] == ""


def test_what_the_wall_asks_in_the_wrong_order_is_a_sentence(room: Room) -> None:
    for message in ({"reveal": "x"}, {"open": []}, {"open": {"key": "x"}}, {"open": {"key": 1}}):
        room.hall.steer(room.wall, message)
        assert room.wall.last["refused"]
    broken = CURVE | {"found": [1, 2]}
    room.hall.steer(room.wall, {"open": broken})
    assert "51 values of x and 2 of y" in room.wall.last["refused"]
    room.hall.steer(room.wall, {"open": NUMBER | {"right": None}})
    assert "no result that answers can be compared with" in room.wall.last["refused"]


# ---- what is said of all answers ----------------------------------------------------------------


def summary(given: dict[str, Any], *answers: Any) -> dict[str, Any]:
    question = Question.of(1, given)
    for k, each in enumerate(answers):
        question.take(str(k), each)
    return question.summary()


def test_numbers_within_a_factor_of_two_and_the_misconception() -> None:
    found = summary(NUMBER, "0.25", "1", "1", "1.1", "0.24", "0.5", "0")
    assert found["near"] == 4 and found["count"] == 7
    assert found["lines"] == [
        "4 of 7 answers are within a factor of two of the result.",
        "The median of the answers is 0.5\N{NO-BREAK SPACE}ms.",
        "The most frequent misconception, in 2 of 7 answers: Every spike is late by a whole tick.",
    ]
    assert summary(NUMBER)["lines"] == ["Nobody has answered."]
    assert summary(NUMBER, "0.5")["lines"] == [
        "1 of 1 answer is within a factor of two of the result."
    ]


@pytest.mark.parametrize(
    ("found", "near", "far"), [(-52.0, ("-34", "-70"), ("52", "-33")), (0.0, ("0",), ("0.1",))]
)
def test_results_that_are_negative_or_zero(
    found: float, near: tuple[str, ...], far: tuple[str, ...]
) -> None:
    given = NUMBER | {"right": found, "wrong": {}}
    assert summary(given, *near, *far)["near"] == len(near)


VOLTAGE = NUMBER | {
    "asks": {"what": "The voltage", "unit": "mV"},
    "right": -40.0,
    "wrong": {"The threshold holds it.": -50.0, "The voltage is $I/g_L$.": 30.0},
}


def test_a_voltage_is_near_if_no_misconception_is_nearer() -> None:
    found = summary(VOLTAGE, "-70", "-50", "-45", "-36", "30", "-80")
    assert found["near"] == 2 and found["measure"] == "5\N{NO-BREAK SPACE}mV"
    assert found["band"] == pytest.approx([-45, -35])
    assert found["lines"][0] == "2 of 6 answers are within 5\N{NO-BREAK SPACE}mV of the result."
    bare = summary(VOLTAGE | {"wrong": {}}, "-70", "-44")
    assert bare["lines"][0] == "1 of 2 answers is within 5\N{NO-BREAK SPACE}mV of the result."
    # the zero of a direction is a convention, that of a time is not
    angle = VOLTAGE | {"asks": {"what": "x", "unit": "°"}, "right": 26.0, "wrong": {"Mean.": 30.0}}
    assert summary(angle, "28", "13")["lines"][0] == ("1 of 2 answers is within 2° of the result.")
    assert summary(NUMBER, "1")["measure"] == "a factor of two"


def test_misconceptions_that_are_equally_frequent_are_all_shown_with_their_formulas() -> None:
    lines = summary(VOLTAGE, "30", "-50", "-40")["lines"]
    assert lines[-1].startswith("The most frequent misconceptions, each in 1 of 3 answers: ")
    assert "The threshold holds it. " in lines[-1] or lines[-1].endswith("holds it.")
    assert "$" not in lines[-1] and "<sub>" in lines[-1]
    one = summary(CHOICE, *"abcc", "a")["lines"][1]
    assert one == (
        "The most frequent other choices, each of 2 of 5, are (a): at −7 ms. (c): at both."
    )


def test_a_phone_may_type_a_decimal_comma_and_is_told_of_no_python() -> None:
    question = Question.of(1, VOLTAGE)
    for typed, value in {"-12,5": -12.5, "−12,5 mV": -12.5, ",5": 0.5, "0,125": 0.125}.items():
        assert question.read(typed) == value
    for typed, sentence in {
        "1,250": "“1,250” can mean 1250 or 1.250: type the one that you mean.",
        "many": "“many” is not a number; type a number, as in −12.5.",
        "": "Nothing is typed yet; type a number, as in −12.5.",
        "3 Hz": "“3 Hz” is in Hz; expected a number in mV: type a number, as in −12.5.",
    }.items():
        with pytest.raises(ParameterError) as problem:
            question.read(typed)
        assert str(problem.value) == sentence


def test_a_tab_whose_seat_was_freed_does_no_harm(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SEATS", 1)
    session = room.hall.new_session()
    tabs = [room.phone(session)[0] for _ in range(4)]
    for each in tabs[1:]:
        room.hall.disconnect(each)
    room.phone()  # takes the seat
    room.hall.receive(tabs[0], "{}")
    room.hall.disconnect(tabs[0])


def test_a_ping_is_answered_and_half_a_character_is_no_token(room: Room) -> None:
    phone, page = room.phone()
    room.say(phone, {"ping": 1})
    assert page.last == {"pong": True}
    assert not room.hall.steers("\ud800") and room.hall.steers(room.hall.token)


def test_choices() -> None:
    found = summary(CHOICE, *"abbcc", "c")
    assert found["lines"] == [
        "2 of 6 chose (b), which is right.",
        "The most frequent other choice, of 3 of 6, is (c): at both.",
    ]
    named = summary(CHOICE | {"wrong": {"The sign of the lag is turned.": "a"}}, *"aab")
    assert named["lines"][1].endswith("is (a): The sign of the lag is turned.")
    assert len(summary(CHOICE, "b")["lines"]) == 1


def test_curves() -> None:
    double = [min(200.0, 2 * each) for each in RATES]
    third = [each / 3 for each in RATES]
    found = summary(CURVE, [float(each) for each in RATES], double, third, [0.0] * 51)
    assert found["near"] == 2 and found["found"] == pytest.approx(list(RATES))
    assert found["lines"][0] == (
        "2 of 4 curves are within a factor of two of the result over three quarters of the axis or "
        "more."
    )


def test_units_are_read_as_the_page_writes_them() -> None:
    micro = NUMBER | {"asks": {"what": "A time", "unit": "µs"}, "right": 500.0, "wrong": {}}
    assert summary(micro, "0.5 ms")["near"] == 1
    ohm = NUMBER | {"asks": {"what": "A resistance", "unit": "kΩ"}, "right": 5.0, "wrong": {}}
    assert summary(ohm, "5000 Ohm")["near"] == 1
    plain = NUMBER | {"asks": {"what": "A count", "unit": "spikes"}, "right": 12.0, "wrong": {}}
    assert summary(plain, "12 spikes")["near"] == 1


# ---- what is kept -------------------------------------------------------------------------------


def test_nothing_is_written_unless_the_teacher_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    room = Room()
    room.hall.open(NUMBER)
    room.say(room.phone()[0], {"number": 1, "guess": "1"})
    room.hall.reveal(NUMBER["key"])
    room.hall.close(NUMBER["key"])
    assert list(tmp_path.iterdir()) == []


def test_a_kept_file_has_questions_and_sorted_answers_alone(tmp_path: Path) -> None:
    file = tmp_path / "hall.json"
    room = Room(keep=file)
    phones = [room.phone(address="10.0.0.7") for _ in range(4)]
    assert phones[0][1].last["kept"] is True, "the page tells people"
    for number, (question, answers) in enumerate(
        ((NUMBER, ("3", "1", "2", "0.5")), (CHOICE, "babc")), 1
    ):
        room.hall.open(question)
        for (phone, _), typed in zip(phones, answers, strict=True):
            room.say(phone, {"number": number, "guess": typed})
        room.hall.close(question["key"])
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept == [
        {"question": NUMBER["key"], "unit": "ms", "found": 0.5, "answers": [0.5, 1, 2, 3]},
        {"question": CHOICE["key"], "unit": "", "found": "b", "answers": ["a", "b", "b", "c"]},
    ]
    text = file.read_text(encoding="utf-8")
    assert "10.0.0" not in text and all(each.session not in text for each, _ in phones)
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_there_or_cannot_be_written_is_refused_before_the_lecture(
    tmp_path: Path,
) -> None:
    (file := tmp_path / "hall.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(ParameterError, match="exists already, and its answers would be lost"):
        Hall(keep=file)
    assert file.read_text(encoding="utf-8") == "[1]"
    with pytest.raises(ParameterError, match=r"cannot be written \(No such file or directory\)"):
        Hall(keep=tmp_path / "nowhere" / "hall.json")


def test_a_disk_that_is_full_ends_no_lecture(tmp_path: Path) -> None:
    room = Room(keep=tmp_path / "hall.json")
    phone, page = room.phone()
    room.hall.open(NUMBER)
    room.say(phone, {"number": 1, "guess": "1"})
    (tmp_path / "hall.json.part").mkdir()
    room.hall.steer(room.wall, {"reveal": NUMBER["key"]})
    assert page.last["revealed"] and room.wall.last["summary"]["count"] == 1
    assert any("could not be written" in each.get("refused", "") for each in room.wall.heard)
    (tmp_path / "hall.json.part").rmdir()
    room.hall.steer(room.wall, {"close": NUMBER["key"]})
    assert json.loads((tmp_path / "hall.json").read_text(encoding="utf-8"))[0]["answers"] == [1]


def test_the_terminal_says_what_to_do_if_phones_cannot_reach_it() -> None:
    said = said_of("http://192.168.1.20:8899/hall", ["10.42.0.1"])
    assert "Phones open http://192.168.1.20:8899/hall" in said
    assert "hotspot" in said and "port 8899" in said and "10.42.0.1" in said
    assert said_of("http://127.0.0.1:8899/hall").startswith("This machine is in no network")


def test_questions_of_a_lecture_end(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUESTIONS", 2)
    for k in range(2):
        room.hall.open(NUMBER | {"key": str(k)})
    with pytest.raises(ParameterError, match="at most 2 questions"):
        room.hall.open(NUMBER | {"key": "2"})
