"""What passes between a test and a student's code as plain data, what stays in its process, and
what is refused on arrival.
"""

from __future__ import annotations

import json
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction
from http import HTTPStatus
from typing import Any

import numpy as np
import pytest

from neurolib.classroom.checker import codec
from neurolib.classroom.checker.codec import BITS, DEPTH, LIMIT, advance_generators, decode, encode

STAYS = {"h": "it stays in its process"}


def sent(value: Any, **named: Any) -> Any:
    """A value as JSON brings it to the other side; from a student's code, unless it may hold
    generators.
    """
    return json.loads(json.dumps(encode(value, lambda other: STAYS, **named)))


class Volts(float):
    unit = "V"


class Millivolts(np.float64):
    unit = "mV"


class Spikes(list):
    def rate(self) -> float:
        return len(self) / 2


class Quiet(list):
    def _rate(self) -> float:
        return 0.0


class Fielded(list):
    _fields = ("first",)


class Pair(tuple):
    _fields = ("first", "second")


class Listed(tuple):
    _fields = ["first"]  # noqa: RUF012 - as a student may write it


class Thing:
    height = 3


class Seeded(np.random.PCG64):
    pass


Row = namedtuple("Row", "mean size item")


def nested(lists: int) -> list[Any]:
    return [nested(lists - 1)] if lists else []


@pytest.mark.parametrize(
    "value",
    [
        *(Counter("aab"), OrderedDict([("b", 1), ("a", 2)]), defaultdict(int, {"a": 1}), defaultdict(None, {1: 2})),
        *({1, "a", None, 2.5, (1, (2,))}, {True: 0, (1, 2): 3, None: 4}, slice(1, None, 2), slice(None)),
        *(2**BITS - 1, 1 - 2**BITS, 1j, complex(np.inf, 1), b"\0a", Row(1, [2], (3,)), nested(DEPTH)),
    ],
)  # fmt: skip
def test_plain_data_arrive_as_they_are(value: Any) -> None:
    arrived = decode(sent(value))
    assert arrived == value and type(arrived).__name__ == type(value).__name__


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        *((frozenset({1}), {1}), (range(3), [0, 1, 2]), (deque([1, 2]), [1, 2]), ({1: 2}.keys(), [1]), ({1: 2}.values(), [2])),
        *(({1: 2}.items(), [(1, 2)]), (Fraction(1, 2), 0.5), (Decimal("0.25"), 0.25), (np.str_("a"), "a"), (HTTPStatus.OK, 200)),
        *((Quiet([1]), [1]), (Fielded([1]), [1]), (Pair((1,)), (1,)), (Pair((1, 2, 3)), (1, 2, 3)), (Listed((1,)), (1,))),
        *((np.longdouble(0.5), np.float64(0.5)), (np.clongdouble(0.5), np.complex128(0.5)), (np.ones(1).view(np.recarray), np.ones(1))),
    ],
)  # fmt: skip
def test_what_is_like_plain_data_arrives_as_that(value: Any, arrives: Any) -> None:
    arrived = decode(sent(value))
    assert arrived == arrives and type(arrived) is type(arrives)


def test_keys_and_members_arrive_as_pythons_own_numbers() -> None:
    keys = list(decode(sent({np.int64(1): 0, (np.float64(0.5), 1): 0}))) + list(
        decode(sent({np.int8(5)}))
    )
    assert keys == [1, (0.5, 1), 5] and [type(keys[0]), type(keys[1][0]), type(keys[2])] == [
        int,
        float,
        int,
    ]


@pytest.mark.parametrize(
    "value",
    [
        *(2**BITS, -(2**BITS), Thing(), print, np.array(["a"]), np.array([None]), np.datetime64("2026")),
        *({frozenset({1}): 2}, {(): 1}, {((),): 1}, {(1, ()): 1}, {b"a": 1}, {1j}, {()}, Counter([()]), {Millivolts(1): 2}),
        *(Volts(1), Millivolts(1), Spikes([1]), np.random.default_rng(1)),
    ],
)  # fmt: skip
def test_what_is_not_plain_stays_in_its_process(value: Any) -> None:
    assert sent(value) == STAYS


def test_lists_arrive_to_a_depth_and_what_lies_deeper_stays() -> None:
    assert str(sent(nested(DEPTH + 1))) == str(nested(DEPTH)).replace("[]", f"[{STAYS}]")


def test_what_is_large_stays_in_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "LIMIT", 40)  # characters, which hold thirty bytes
    monkeypatch.setattr(codec, "LONGEST", 3)
    assert decode(sent(np.ones(30, "u1"))).tolist() == [1] * 30 and sent(np.ones(31, "u1")) == STAYS
    assert sent(range(3)) == [0, 1, 2] and sent(range(4)) == STAYS
    assert (
        decode({"a": ["u1", [40, 0], ""]}).shape == (40, 0)
        and decode({"a": ["u1", [1] * 16, "AA=="]}).ndim == 16
    )


@pytest.mark.parametrize("value", [Volts(1), Millivolts(1), Spikes([1]), {"of": [Volts(1)]}])
def test_a_tests_own_objects_are_sent_as_the_plain_data_they_are(value: Any) -> None:
    assert decode(sent(value, generators=True), generators=True) == value


def test_a_generator_is_sent_by_a_test_alone_and_only_if_it_is_numpys() -> None:
    assert sent(np.random.default_rng(1), generators=True)["g"][0] == "PCG64"
    assert sent(np.random.Generator(Seeded(1)), generators=True) == STAYS


@pytest.mark.parametrize(
    ("name", "double"),
    [
        ("f2", "f8"),
        ("f4", "f8"),
        ("c8", "c16"),
        ("f8", "f8"),
        ("c16", "c16"),
        ("i2", "i2"),
        ("b1", "b1"),
    ],
)
def test_a_students_numbers_are_converted_to_double_precision_and_the_teachers_are_not(
    name: str, double: str
) -> None:
    for value in np.ones(2, name), np.ones(1, name)[0]:
        assert (
            decode(sent(value)).dtype == name and decode(sent(value), students=()).dtype == double
        )


def test_the_bits_of_nan_carry_nothing_and_complex_numbers_keep_their_parts() -> None:
    bits = np.array([0x7FF8000000000BAD, 0xFFF0000000000001], "u8").view("c16")
    assert len(set(decode(sent(bits)).view("u8"))) == 1
    part = decode(sent(np.array([complex(1, np.nan), complex(np.nan, 2)])))
    assert (
        part[0].real == 1
        and np.isnan(part[0].imag)
        and np.isnan(part[1].real)
        and part[1].imag == 2
    )


@pytest.mark.parametrize(
    "thing",
    [
        *(2**BITS, -(2**BITS), {"c": [1.0]}, {"c": [1.0, 2.0, 3.0]}, {"c": [1, 2.0]}, {"b": 5}, {"t": {}}, {"d": [[1]]}, {"m": ["Counter", []]}),
        *({"d": [[{"t": []}, 1]]}, {"s": [{"t": [1, {"t": []}]}]}, {"d": [[{"b": ""}, 1]]}, {"s": [{"c": [1.0, 2.0]}]}),
        *({"a": ["u1", [LIMIT + 1, 0], ""]}, {"a": ["u1", [1] * 17, "AA=="]}, {"n": ["f8", [], "AAAA"]}, {"g": ["PCG64", {}]}, {"h": [0]}),
    ],
)  # fmt: skip
def test_what_nobody_would_send_is_refused(thing: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        decode(thing)


def test_a_default_arrives_if_it_is_a_number_a_text_or_a_truth_value() -> None:
    for default in 7, 0.5, "a", True:
        assert decode(sent(defaultdict(lambda made=default: made)))["missing"] == default
    assert type(decode(sent(defaultdict(lambda: np.float64(0.5))))["missing"]) is float
    for hidden in defaultdict(list), defaultdict(None):
        assert decode(sent(hidden)).default_factory is None
    # forged: every value would be equal to it
    assert decode({"m": ["defaultdict", [[]], []]}).default_factory is None


def test_a_field_called_like_an_attribute_of_arrays_has_another_name_in_a_test() -> None:
    seen = decode(sent(Row(4.0, 5.0, 9.0)), students={"size", "shape"})
    assert (
        seen == (4.0, 5.0, 9.0)
        and seen._fields == ("mean", "_1", "item")
        and not hasattr(seen, "size")
    )
    assert decode({"T": ["not a name", ["a"], [1]]}).a == 1


class Waves(np.ndarray):
    def more(self) -> Any:
        return self


@pytest.mark.parametrize(
    ("value", "own"),
    [
        *((Volts(1), True), (Spikes(), True), (np.ones(1).view(Waves), True), (Quiet(), False), (Row(1, 2, 3), False), (HTTPStatus.OK, False)),
        *((np.ones(1).view(np.recarray), False), (Thing(), False), ([1], False), (np.float64(1), False), (type("Wide", (Row,), {"width": 1})(1, 2, 3), True)),
    ],
)  # fmt: skip
def test_plain_data_with_attributes_of_its_own_is_told_from_plain_data_and_from_objects(
    value: Any, own: bool
) -> None:
    assert codec.has_own_attributes(value) is own


def test_an_attribute_of_one_object_alone_is_its_own() -> None:
    noted = Quiet([1])
    noted.unit = "s"  # type: ignore[attr-defined]
    assert codec.has_own_attributes(noted)


@pytest.mark.parametrize(
    "around",
    [lambda rng: rng, lambda rng: [1, rng], lambda rng: (rng, 1), lambda rng: {"a": [rng], "b": 2}],
)
def test_a_generator_moves_on_wherever_it_lies(around: Any) -> None:
    rng, left = np.random.default_rng(1), np.random.default_rng(1)
    assert advance_generators(around(rng)) and rng.random() != left.random()
    assert not advance_generators(around("no generator"))
