"""What the grader takes from a kernel, played here by a script on a clock that moves only while the
grader waits.
"""

from __future__ import annotations

import json
import math
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import zmq
from jupyter_client.session import DELIM
from nbformat.v4 import new_output

from neurolib.classroom.sandbox import channel
from neurolib.classroom.sandbox.agent import MIME
from neurolib.classroom.sandbox.channel import TOO_LONG, Channel, Dead, Late, Outputs
from neurolib.classroom.sandbox.kernel import Kernel

pytestmark = pytest.mark.whoever
Said = tuple[float, str, str, dict[str, Any]]  # seconds after the request, channel, kind, content
DONE: Said = (0, "iopub", "status", {"execution_state": "idle"})


class Line:
    """One of the kernel's sockets."""

    def __init__(self, kernel: Played, name: str) -> None:
        self.kernel, self.name, self.full = kernel, name, False

    def send_multipart(self, frames: list[bytes], copy: bool) -> None:
        if self.full:
            raise zmq.Again
        self.kernel.hear(json.loads(frames[frames.index(DELIM) + 2]))

    def recv_multipart(self, flags: int = 0) -> list[bytes]:
        due = [
            said
            for said in self.kernel.coming
            if said[1] == self.name and said[0] <= self.kernel.now
        ]
        if not due:
            raise zmq.Again
        self.kernel.coming.remove(due[0])
        return due[0][2]

    def poll(self, milliseconds: int) -> int:
        return any(line is self for line, _ in self.kernel.poll(milliseconds))


class Played(Channel):
    """A kernel that answers requests as ``script`` has it, which is given a request's kind and how
    many of that kind there were.
    """

    def __init__(self, script: Callable[[str, int], list[Said]] = lambda kind, count: []) -> None:
        super().__init__()
        self.script, self.now, self.life, self.why, self.killed = script, 0.0, math.inf, "", False
        self.asked: list[tuple[str, float]] = []
        self.coming: list[tuple[float, str, list[bytes]]] = []
        self._sockets = {name: Line(self, name) for name in ("shell", "iopub", "control", "end")}
        self._poller: Any = self
        self.polls = 0

    def hear(self, header: dict[str, Any]) -> None:
        self.request = header["msg_id"]
        self.asked.append((header["msg_type"], self.now))
        for later, name, kind, content in self.script(
            header["msg_type"], sum(kind == header["msg_type"] for kind, _ in self.asked)
        ):
            self.say(
                later,
                name,
                frames(
                    self.request if header["msg_type"] != "interrupt_request" else self.ran,
                    kind,
                    content,
                ),
            )
        if header["msg_type"] == "execute_request":
            self.ran = self.request

    def say(self, later: float, name: str, sent: list[bytes]) -> None:
        self.coming.append((self.now + later, name, sent))

    def poll(self, milliseconds: int) -> list[tuple[Line, int]]:
        self.polls += 1
        assert self.polls < 2000, "the grader waits for ever"
        until = self.now + max(milliseconds, 0.1) / 1000
        self.now = min([until, *(max(self.now, at) for at, *_ in self.coming)])
        names = {name for at, name, _ in self.coming if at <= self.now}
        return [(line, zmq.POLLIN) for name, line in self._sockets.items() if name in names]

    def ended(self, seconds: float = 0.0) -> bool:
        self.now = max(self.now, min(self.now + seconds, self.life))
        return self.now >= self.life

    def kill(self) -> None:
        self.killed, self.life = True, min(self.life, self.now)

    def reason(self) -> str:
        return self.why


def frames(request: str, kind: Any, content: Any) -> list[bytes]:
    return [
        DELIM,
        b"signature",
        *(
            json.dumps(part).encode()
            for part in ({"msg_type": kind}, {"msg_id": request}, {}, content)
        ),
    ]


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Played]]:
    """``played(script)`` makes such a kernel; the grader's clock is its own."""
    made: list[Played] = []

    def make(*words: Any) -> Played:
        made.append(Played(*words))
        monkeypatch.setattr(channel, "time", SimpleNamespace(monotonic=lambda: 1000 + made[-1].now))
        return made[-1]

    yield make
    for kernel in made:
        shutil.rmtree(kernel._folder, ignore_errors=True)


def reply(text: Any) -> dict[str, Any]:
    return {"user_expressions": {"answer": {"data": {MIME: text}}}}


def printed(text: str) -> dict[str, Any]:
    return {"name": "stdout", "text": text}


# Whether it is ready


@pytest.mark.parametrize(
    ("outputs", "answer", "requests"),
    [
        ((0, 0), (0, 0), 1),
        ((0.03, 0), (0, 0), 1),  # a moment later: not asked again
        ((None, 0), (0, 0), 2),  # it was not heard yet: asked again soon
        ((0, 0), (0.6, 0), 1),  # it takes its time
    ],
)
def test_it_is_ready_when_it_answers_and_is_heard(
    played: Any, outputs: Any, answer: Any, requests: int
) -> None:
    def script(kind: str, count: int) -> list[Said]:
        later = (
            (outputs[count - 1], "iopub", "status", {}),
            (answer[count - 1], "shell", "kernel_info_reply", {}),
        )
        return [said for said in later if said[0] is not None]

    kernel = played(script)
    kernel.ready(10)
    assert [kind for kind, _ in kernel.asked] == ["kernel_info_request"] * requests
    assert kernel.now < 0.8, "nobody waits for more than there is to hear"


def test_what_never_answers_is_ended_and_its_reason_told(played: Any) -> None:
    kernel = played(lambda kind, count: [(0, "iopub", "status", {})])
    kernel.why = "It had no memory."
    with pytest.raises(Dead, match=r"^It had no memory\.$"):
        kernel.ready(3)
    assert kernel.killed and len(kernel.asked) == 3


# What a cell shows


@pytest.mark.parametrize(
    "said",
    [
        [
            (0, "shell", "execute_reply", {}),
            (0.5, "iopub", "stream", printed("late")),
            (0.6, *DONE[1:]),
        ],
        # it never says that it is idle
        [(0, "shell", "execute_reply", {}), (0.5, "iopub", "stream", printed("late"))],
        [
            (0, "iopub", "status", {"execution_state": "busy"}),
            (0, "shell", "execute_reply", {}),
            (0.5, "iopub", "stream", printed("late")),
        ],
        [
            (0, "iopub", "comm_msg", {"execution_state": "idle"}),
            (0, "shell", "execute_reply", {}),
            (0.5, "iopub", "stream", printed("late")),
        ],
        [DONE, (0.5, "iopub", "stream", printed("late")), (0.5, "shell", "execute_reply", {})],
    ],
)
def test_outputs_that_follow_the_reply_are_shown(played: Any, said: list[Said]) -> None:
    kernel, outputs = played(lambda kind, count: said), Outputs()
    kernel.run("", 10, outputs)
    assert [cell.text for cell in outputs.finished()] == ["late"] and not kernel.killed


@pytest.mark.parametrize(("apart", "shown"), [(0.9, 9), (1.2, 1)])
def test_outputs_are_waited_for_while_they_come(played: Any, apart: float, shown: int) -> None:
    """On a busy machine, what a cell has shown arrives long after its reply; a kernel that is quiet
    and not idle is waited for shortly.
    """
    said = [(apart * n, "iopub", "stream", printed("x")) for n in range(9)]
    kernel, outputs = (
        played(lambda kind, count: [(0, "shell", "execute_reply", {}), *said]),
        Outputs(),
    )
    kernel.run("", 60, outputs)
    assert outputs.finished()[0].text == "x" * shown and not kernel.killed


def test_outputs_that_wait_for_the_processor_are_waited_for(
    played: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel, outputs = (
        played(
            lambda kind, count: [
                (0, "shell", "execute_reply", {}),
                (6, "iopub", "stream", printed("x")),
                (6, *DONE[1:]),
            ]
        ),
        Outputs(),
    )
    monkeypatch.setattr(kernel, "waited", lambda since: 5.5)
    kernel.run("", 60, outputs)
    assert [cell.text for cell in outputs.finished()] == ["x"]


def test_who_shows_something_for_ever_is_listened_to_as_long_as_a_cell_may_take(
    played: Any,
) -> None:
    kernel, outputs = (
        played(
            lambda kind, count: [
                (0, "shell", "execute_reply", {}),
                *((n / 2, "iopub", "stream", printed("x")) for n in range(500)),
            ]
        ),
        Outputs(),
    )
    kernel.run("", 5, outputs)
    assert outputs.finished() and not kernel.killed and kernel.now < 6


def test_a_cell_ends_when_its_kernel_is_idle(played: Any) -> None:
    kernel = played(lambda kind, count: [(0, "shell", "execute_reply", {}), DONE])
    for _ in range(10):
        kernel.run("", 10, Outputs())
    assert kernel.now < channel.QUIET


def test_only_outputs_are_outputs_and_only_what_fits_is_read(played: Any) -> None:
    large = {"data": {"text/plain": "x" * 10, "image/svg+xml": "x" * 2**17}}
    said = [(0, "shell", "stream", printed("forged")), (0, "iopub", "stream", printed("x" * 90))]
    kernel, outputs = (
        played(lambda kind, count: [*said, (0, "shell", "execute_reply", {}), DONE]),
        Outputs(100),
    )
    kernel.run("", 10, outputs)
    assert [cell.text for cell in outputs.finished()] == ["x" * 90]
    kernel, outputs = (
        played(
            lambda kind, count: [
                (0, "iopub", "display_data", large),
                (0, "shell", "execute_reply", {}),
                DONE,
            ]
        ),
        Outputs(100),
    )
    kernel.run("", 10, outputs)
    assert not outputs.cells and "is left out" in outputs.finished()[0].text


def test_an_output_of_the_size_that_is_read_is_read_and_one_of_a_byte_more_is_not(
    played: Any,
) -> None:
    for more, kinds in (0, ["stream"]), (1, [TOO_LONG]):
        kernel = played()
        sent = frames("request", "stream", printed("x"))
        kernel.say(0, "iopub", sent)
        assert [
            kind for _, kind, _ in kernel._receive("request", 0.25, sum(map(len, sent)) - more)
        ] == kinds


def test_what_cells_show_is_taken_from_the_room_of_their_notebook(
    played: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = Kernel(tmp_path)
    kernel._room = 10_000
    kernel.channel = played(
        lambda kind, count: [
            (0, "iopub", "stream", printed("x" * 3000)),
            (0, "shell", "execute_reply", {}),
            DONE,
        ]
    )
    shown = [[cell.text for cell in kernel.run("", 10)] for _ in range(3)]
    assert shown[0] == shown[1] == ["x" * 3000], (
        "two times 3,000 with what is counted for each are less than 10,000"
    )
    assert len(shown[2][0]) < 3000 and "The notebook's room for output" in shown[2][1]


# What a test is answered


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ([(0, "shell", "execute_reply", reply("right"))], "right"),
        (
            [
                (0, "shell", "comm_info_reply", reply("forged")),
                (0.1, "shell", "execute_reply", reply("right")),
            ],
            "right",
        ),
        (
            [
                (0, "iopub", "execute_reply", reply("forged")),
                (0.1, "shell", "execute_reply", reply("right")),
            ],
            "right",
        ),
        (
            [
                (0, "shell", "execute_reply", reply("right")),
                (0, "shell", "execute_reply", reply("forged")),
            ],
            "right",
        ),
        # as large as no output may be here
        ([(0, "shell", "execute_reply", reply("x" * 10**5))], "x" * 10**5),
        ([(0, "shell", "execute_reply", reply(5))], "null"),
        ([(0, "shell", "execute_reply", {"user_expressions": []})], "null"),
    ],
)
def test_the_first_reply_to_a_test_is_its_answer(played: Any, said: list[Said], text: str) -> None:
    assert played(lambda kind, count: said).ask("question", 10) == text


def padded(brackets: int, each: bytes) -> Callable[[str], list[bytes]]:
    def make(request: str) -> list[bytes]:
        whole = frames(request, "execute_reply", reply("forged"))
        whole[4] = each * (brackets - sum(part.count(b"{") + part.count(b"[") for part in whole))
        return [*whole[:4], whole[4] + b"{", *whole[5:]]  # its own bracket was counted, too

    return make


FORMS: dict[str, tuple[bool, Callable[[str], list[bytes]]]] = {
    "as it should be": (True, lambda request: frames(request, "execute_reply", reply("forged"))),
    "as many parts as are read": (
        True,
        lambda request: [b""] * 26 + frames(request, "execute_reply", reply("forged")),
    ),
    "one part more": (
        False,
        lambda request: [b""] * 27 + frames(request, "execute_reply", reply("forged")),
    ),
    "no beginning": (False, lambda request: frames(request, "execute_reply", reply("forged"))[1:]),
    "as many lists as are read": (True, padded(100, b"[")),
    "one list more": (False, padded(101, b"[")),
    "as many dictionaries as are read": (True, padded(100, b"{")),
    "one dictionary more": (False, padded(101, b"{")),
    "an answer to nobody": (
        False,
        lambda request: frames("other", "execute_reply", reply("forged")),
    ),
    "of no kind": (False, lambda request: frames(request, ["execute_reply"], reply("forged"))),
    "of no content": (False, lambda request: frames(request, "execute_reply", [reply("forged")])),
    "cut short": (False, lambda request: frames(request, "execute_reply", reply("forged"))[:-1]),
    "no text": (False, lambda request: [*frames(request, "execute_reply", {})[:-1], b"\xff"]),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_message_that_is_none_is_dropped(
    played: Any, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """What is no message claims ``forged``, and the reply after it is taken."""
    monkeypatch.setattr(channel, "LISTS", 50)
    taken, make = FORMS[form]

    def script(kind: str, count: int) -> list[Said]:
        kernel.say(0, "shell", make(kernel.request))
        return [(0.1, "shell", "execute_reply", reply("right"))]

    kernel = played(script)
    assert kernel.ask("question", 10) == ("forged" if taken else "right")


# How it ends


@pytest.mark.parametrize(
    ("interrupted", "alive"),
    [
        ([(1.0, "shell", "execute_reply", {})], True),
        ([(1.0, "iopub", "stream", printed("still here"))], False),
        ([], False),
    ],
)
def test_who_takes_too_long_is_interrupted_when_the_time_is_over(
    played: Any, interrupted: list[Said], alive: bool
) -> None:
    kernel = played(
        lambda kind, count: (
            interrupted
            if kind == "interrupt_request"
            else [(0, "iopub", "stream", printed("begun"))]
        )
    )
    with pytest.raises(Late) as late:
        kernel.run("", 0.1, outputs := Outputs())
    assert late.value.alive == alive == (not kernel.killed)
    assert kernel.asked[1] == ("interrupt_request", pytest.approx(0.1, abs=0.01)) and outputs.cells


def test_who_ends_while_it_is_interrupted_says_why(played: Any) -> None:
    kernel = played()
    kernel.why = "It used too much memory."
    with pytest.raises(Dead, match="too much memory"):
        kernel.run("", 0.1, Outputs())


def test_who_ends_before_the_time_is_over_is_heard_to_the_end(played: Any) -> None:
    for later in 0.1, 0.28, 0.4:  # the last one is said by nobody any more
        kernel = played(
            lambda kind, count, later=later: [(later, "shell", "execute_reply", reply("right"))]
        )
        kernel.life, kernel.why = 0.2, "It ended itself."
        if later < 0.3:
            assert kernel.ask("question", 10) == "right"
        else:
            with pytest.raises(Dead, match="It ended itself"):
                kernel.ask("question", 10)


@pytest.mark.parametrize(
    ("why", "told"), [("", "It took no more messages."), ("It was killed.", "It was killed.")]
)
def test_who_takes_no_more_messages_is_ended(played: Any, why: str, told: str) -> None:
    kernel = played()
    kernel.why, kernel._sockets["shell"].full = why, True
    with pytest.raises(Dead, match=f"^{told}$"):
        kernel.run("", 1, Outputs())
    assert kernel.killed


GONE, AGAIN = zmq.EVENT_DISCONNECTED, zmq.EVENT_CONNECT_RETRIED


@pytest.mark.parametrize(
    ("events", "life", "why", "told"),
    [
        ([GONE], 99, "", "It answered with more than 32 MB."),
        ([GONE, AGAIN], 99, "", "It closed its connection."),
        ([GONE], 99, "It was stopped.", "It was stopped."),
        ([GONE], 0.5, "It ended itself.", "It ended itself."),  # a moment after its connection
        ([AGAIN], 0, "It never began.", "It never began."),
        ([AGAIN], 99, "", ""),  # it does not take connections yet
    ],
)
def test_a_connection_that_closes_is_told_from_one_that_is_not_open_yet(
    played: Any, events: list[int], life: float, why: str, told: str
) -> None:
    kernel = played(
        lambda kind, count: [(0.3, "shell", "execute_reply", reply("right"))] if not told else []
    )
    kernel.life, kernel.why = life, why
    for event in events:
        kernel.say(0, "end", [struct.pack("=hi", event, 0), b""])
    if not told:
        assert kernel.ask("question", 5) == "right"
        return
    with pytest.raises(Dead) as dead:
        kernel.ask("question", 5)
    assert str(dead.value) == told and kernel.killed == (life == 99)


def test_what_it_said_before_its_connection_closed_is_heard(played: Any) -> None:
    kernel = played(lambda kind, count: [(0, "shell", "execute_reply", reply("right"))])
    kernel.say(0, "end", [struct.pack("=hi", GONE, 0), b""])
    assert kernel.ask("question", 5) == "right"
    with pytest.raises(Dead, match="It answered with more"):
        kernel._receive("question", 0.25)


# What an output is


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            [
                ("stream", {"text": "a"}),
                ("stream", printed("b")),
                ("stream", {"name": "stderr", "text": "c"}),
                ("stream", printed("d")),
            ],
            [
                new_output("stream", name=name, text=text)
                for name, text in (("stdout", "ab"), ("stderr", "c"), ("stdout", "d"))
            ],
        ),
        (
            [
                ("error", {"ename": "E", "evalue": "m", "traceback": ["1", "2"]}),
                ("stream", printed("a")),
            ],
            [
                new_output("error", ename="E", evalue="m", traceback=["1", "2"]),
                new_output("stream", name="stdout", text="a"),
            ],
        ),
        (
            [("error", {"ename": "E", "evalue": "m"})],
            [new_output("error", ename="E", evalue="m", traceback=["E: m"])],
        ),
        (
            [("display_data", {"data": {"text/plain": "p"}})],
            [new_output("display_data", data={"text/plain": "p"})],
        ),
        (
            [("display_data", {"data": {"image/png": "AAAA", "text/html": "<b>"}})],
            [new_output("display_data", data={"image/png": "AAAA"})],
        ),
        (
            [("execute_result", {"data": {"text/plain": "p"}})],
            [new_output("execute_result", data={"text/plain": "p"}, execution_count=None)],
        ),
        ([("stream", printed("a")), ("clear_output", {}), ("stream", printed(""))], []),
        ([("comm_open", {"data": {"text/plain": "p"}, "text": "a", "ename": "E"})], []),
    ],
)
def test_an_output_is_what_a_kernel_shows(
    said: list[tuple[str, dict[str, Any]]], shown: list[Any]
) -> None:
    outputs = Outputs()
    for each in said:
        outputs.add(*each)
    assert outputs.finished() == shown


@pytest.mark.parametrize(
    ("kind", "content", "size", "line"),
    [
        ("stream", printed("x" * 500), 500, "[The notebook's room for output, 16 MB, is used up"),
        (
            "display_data",
            {"data": {"image/png": "A" * 500}},
            500,
            "[The notebook's room for output, 16 MB, is used up",
        ),
        (
            "stream",
            printed("x" * channel.OUTPUT),
            channel.OUTPUT,
            "[What this cell shows beyond 4 MB",
        ),
    ],
)
def test_what_fills_the_room_is_shown_and_what_comes_then_is_said_to_be_left_out(
    kind: str, content: dict[str, Any], size: int, line: str
) -> None:
    outputs = Outputs(size)
    outputs.add(kind, content)
    outputs.add("status", {})
    assert len(outputs.finished()) == 1 and len(str(outputs.cells)) > size
    for more in ("stream", printed("more")), ("error", {}):
        outputs.add(*more)
        assert len(outputs.cells) == 1 and outputs.finished()[1].text.startswith(line)
    less = Outputs(size - 1)
    less.add(kind, content)
    assert less.finished()[-1].text.endswith("left out.]\n")


def test_an_answer_as_long_as_one_may_be_comes_through_a_socket(
    played: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "LIMIT", 2**21)
    kernel, sockets, addresses = played(), {}, {}
    for name, kind in ("shell", zmq.ROUTER), ("iopub", zmq.PUB), ("control", zmq.ROUTER):
        sockets[name] = zmq.Context.instance().socket(kind)
        addresses[name] = f"tcp://127.0.0.1:{sockets[name].bind_to_random_port('tcp://127.0.0.1')}"
    kernel._poller = zmq.Poller()
    kernel.connect(addresses)
    request = kernel._send("shell", "execute_request", {})
    peer = sockets["shell"].recv_multipart()[0]
    sockets["shell"].send_multipart([peer, *frames(request, "execute_reply", reply("x" * 2**21))])
    ((_, kind, content),) = kernel._receive(request, 10)
    assert kind == "execute_reply" and content == reply("x" * 2**21)
    Channel.close(kernel)
    for socket in sockets.values():
        socket.close(0)


@pytest.mark.parametrize("name", ["DeadKernelError", "TestError", "CellTimeoutError"])
def test_an_answer_cannot_send_an_error_of_the_graders(name: str) -> None:
    outputs = Outputs()
    outputs.add("error", {"ename": name, "evalue": "The kernel died.", "traceback": []})
    outputs.add("error", {"ename": "KeyError", "evalue": "q", "traceback": []})
    assert [output.ename for output in outputs.finished()] == [f"{name} of the answer", "KeyError"]
