"""The bar over long work: none for what is quick, words and a number for what is not, nothing left
at the end.
"""

import itertools

import pytest

from neurolib.widgets import track


class Shown:
    """What a notebook shows in one place: the last HTML of many."""

    def __init__(self):
        self.seen = []

    def __call__(self, html, display_id):
        assert display_id is True
        self.update(html)
        return self

    def update(self, html):
        self.seen.append(html.data)


@pytest.fixture
def shown(monkeypatch):
    place = Shown()
    monkeypatch.setattr("IPython.display.display", place)
    monkeypatch.setattr("IPython.core.interactiveshell.InteractiveShell.initialized", lambda: True)
    return place


@pytest.fixture
def slow(monkeypatch):
    ticks = itertools.count(0.0, 0.7)
    monkeypatch.setattr("neurolib.progress.time.monotonic", lambda: next(ticks))


def test_quick_work_shows_no_bar(shown):
    assert list(track(range(5))) == [0, 1, 2, 3, 4] and list(track([])) == [] and shown.seen == []


def test_after_a_second_a_bar_counts_and_at_the_end_it_is_gone(shown, slow):
    assert list(track(iter("abcd"), "Training <3>")) == list("abcd")
    assert [text for text in shown.seen if text] and shown.seen[-1] == ""
    assert (
        shown.seen[0]
        == '<label>Training &lt;3&gt;: 2 of 4 <progress value="2" max="4"></progress></label>'
    )
    assert '"3" max="4"' in shown.seen[-2]


def test_the_bar_goes_when_the_work_is_broken_off(shown, slow):
    with pytest.raises(ZeroDivisionError):
        for n in track(range(9)):
            1 / (5 - n)
    assert shown.seen[-1] == "" and '"5" max="9"' in shown.seen[-2]


def test_a_plain_script_prints_nothing(slow, capsys, monkeypatch):
    monkeypatch.setattr("IPython.core.interactiveshell.InteractiveShell.initialized", lambda: False)
    assert list(track(range(5))) == [0, 1, 2, 3, 4]
    assert capsys.readouterr().out == ""
