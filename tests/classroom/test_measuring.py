"""A chip on a student's bench, which stays in the process of the tests: what arrives there is a
student's and may be anything.
"""

from __future__ import annotations

import numpy as np
import pytest

from neurolib.applications.chip.chip import Bench, VirtualChip
from neurolib.applications.chip.measuring import measurement
from neurolib.classroom.measuring import measure


def bench(minutes=30.0):
    return Bench(VirtualChip(np.random.default_rng(4)), minutes)


def test_a_function_gets_the_readings_of_the_bench():
    settings = np.zeros((3, 65), int)
    settings[:, 64] = 10, 50, 90

    @measurement
    def both(desk, gate):
        return desk.read(settings), desk.count(2, [300, 600], gate)

    readings, counts = measure(both, bench(), 2.0)
    same = bench()
    assert (readings == same.read(settings)).all() and (
        counts == same.count(2, [300, 600], 2.0)
    ).all()


def test_the_minutes_are_counted_where_the_chip_is():
    on = bench(5.0)

    @measurement
    def spends(desk):
        desk.booked = 1e6  # in the student's process
        desk.wait(240)
        desk.wait(240)

    with pytest.raises(
        AssertionError,
        match=r"spends stops with OutOfTime: This measurement takes 4\.0 minutes, and 1\.0 of "
        r"5 are left",
    ):
        measure(spends, on)
    assert on.used == pytest.approx(240)


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (
            lambda desk: desk,
            "not marked as a measurement: put the line @measurement directly above",
        ),
        (measurement(lambda desk: 1 / 0), "stops with ZeroDivisionError"),
        (
            measurement(lambda desk: desk._driver._ask("gain")),
            "neither a request to the bench nor a result",
        ),
        (
            measurement(lambda desk: desk._driver._ask("__class__")),
            "neither a request to the bench nor a result",
        ),
        (
            measurement(lambda desk: desk._driver._ask("read", "x", 3, 4)),
            "stops with OutOfTime: too many values",
        ),
        (
            measurement(lambda desk: desk._driver._ask("count", 99, 1, 1.0)),
            "stops with OutOfTime: Bench.count's neuron",
        ),
        (
            measurement(lambda desk: desk._driver._ask()),
            "neither a request to the bench nor a result",
        ),
        (measurement(lambda desk: exit()), "stops with SystemExit"),
    ],
)
def test_whatever_a_function_asks_is_answered_with_a_sentence(function, sentence):
    with pytest.raises(AssertionError, match=sentence):
        measure(function, bench())


def test_a_stub_is_not_answered_yet():
    @measurement
    def my_meters(desk):
        raise NotImplementedError(
            "This is not answered yet: replace the line that raises NotImplementedError."
        )

    with pytest.raises(AssertionError, match="not answered yet"):
        measure(my_meters, bench())
