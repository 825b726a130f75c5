"""The server of a lecture hall over its real sockets: cookies, origins, tokens, prefixes, what is too
large and too fast.
"""

from __future__ import annotations

import http.client
import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from socket import create_connection as create_tcp
from typing import Any
from urllib.parse import urlsplit

import pytest
from websocket import (
    WebSocket,
    WebSocketBadStatusException,
    WebSocketConnectionClosedException,
    create_connection,
)

from tests.lecture.hall_page import QUESTIONS, Served, served

NUMBER = QUESTIONS[1]
PATIENCE = 600  # s; a loaded machine is slow


@pytest.fixture(scope="module", params=["", "/user/ada/proxy/8899"])
def lecture(request: pytest.FixtureRequest) -> Iterator[Served]:
    """A lecture, also behind a prefix."""
    with served(request.param) as found:
        yield found


def get(url: str, **headers: str) -> http.client.HTTPResponse:
    parts = urlsplit(url)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    connection.request("GET", parts.path, headers=headers)
    return connection.getresponse()


def cookie(lecture: Served) -> str:
    return str(get(f"{lecture.url}hall").headers["Set-Cookie"]).split(";")[0]


def socket(lecture: Served, name: str, **options: Any) -> WebSocket:
    return create_connection(
        f"{lecture.url.replace('http', 'ws')}hall/{name}", timeout=PATIENCE, **options
    )


class Phone:
    """A phone: its cookie and its connection."""

    def __init__(self, lecture: Served, own: str = "") -> None:
        self.cookie = own or cookie(lecture)
        self.socket = socket(lecture, "phone", cookie=self.cookie)
        self.first = self.hear()

    def hear(self) -> dict[str, Any]:
        found = json.loads(self.socket.recv())
        assert isinstance(found, dict)
        return found

    def say(self, message: Any) -> dict[str, Any]:
        self.socket.send(message if isinstance(message, str) else json.dumps(message))
        return self.hear()


class Wall:
    """The wall with the lecture's token; it opens a question of its own, which it closes at the end."""

    def __init__(self, lecture: Served) -> None:
        self.socket = socket(lecture, "wall")
        self.say({"token": lecture.token, "here": "http://10.0.0.7:8899/hall"})
        self.joined = self.hear()
        self.hear()

    def say(self, message: Any) -> None:
        self.socket.send(json.dumps(message))

    def hear(self) -> dict[str, Any]:
        found = json.loads(self.socket.recv())
        assert isinstance(found, dict)
        return found

    def until(self, name: str) -> dict[str, Any]:
        while name not in (found := self.hear()):
            pass
        return found


@pytest.fixture
def wall(lecture: Served, request: pytest.FixtureRequest) -> Iterator[Wall]:
    found, key = Wall(lecture), request.node.name
    found.say({"open": NUMBER | {"key": key}})
    found.until("answers")
    yield found
    found.say({"close": key})
    while found.hear().get("key", "") is not None:
        pass
    found.socket.close()


def test_a_phone_gets_a_page_and_a_cookie_that_no_script_reads(lecture: Served) -> None:
    answer = get(f"{lecture.url}hall")
    said = answer.headers["Set-Cookie"]
    assert answer.status == 200 and "HttpOnly" in said and "SameSite=Lax" in said
    assert "Path" not in said and "Domain" not in said, "it holds in the page's folder, if prefixed"
    token = said.split("=", 1)[1].split(";")[0]
    page = answer.read().decode()
    assert token not in page and len(token.split(".")[0]) >= 24
    again = get(f"{lecture.url}hall", Cookie=said.split(";")[0])
    assert again.headers["Set-Cookie"] is None, "who comes back keeps the session"
    forged = get(f"{lecture.url}hall", Cookie="neurolib-hall=abc.def")
    assert forged.headers["Set-Cookie"]
    behind_tls = get(f"{lecture.url}hall", **{"X-Forwarded-Proto": "https"})
    assert "Secure" in behind_tls.headers["Set-Cookie"]


def test_pages_ask_no_other_host_and_run_no_script_of_their_text(lecture: Served) -> None:
    answer = get(f"{lecture.url}hall")
    policy, page = answer.headers["Content-Security-Policy"], answer.read().decode()
    assert "default-src 'none'" in policy and "script-src 'self';" in policy
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Server"] is None
    assert not re.search(r"(src|href)=\"(https?:)?//", page) and "style=" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    for name in re.findall(r'(?:src|href)="([^":]+)"', page):
        assert not name.startswith("/"), "a proxy may put a prefix before it"
        found = get(lecture.url + name)
        assert found.status == 200, name
        assert not re.search(r"https?://(?!www\.w3\.org)", found.read().decode()), name
    assert get(f"{lecture.url}hall", Host="evil.example;x").headers["Content-Security-Policy"]


def test_what_is_not_there_is_not_there(lecture: Served) -> None:
    for name in (
        "hall/hall.py",
        "hall/..%2fhall.py",
        "hall/phone.html",
        "hall/x.js",
        "hall/phone/x",
    ):
        answer = get(lecture.url + name)
        assert answer.status == 404 and "Traceback" not in answer.read().decode(), name
    moved = get(f"{lecture.url}hall/")
    assert moved.status == 302 and moved.headers["Location"] == "../hall"
    assert get(f"{lecture.url}hall/phone").status in (400, 403, 426)


def test_a_request_that_brings_much_is_not_read(lecture: Served) -> None:
    parts = urlsplit(lecture.url)
    for start in (
        b"POST %shall HTTP/1.1\r\nHost: x\r\nContent-Length: 90000000\r\n\r\n",
        b"GET %shall HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 70_000,
    ):
        with create_tcp((parts.hostname or "", parts.port or 0), timeout=20) as plain:
            with suppress(OSError):
                plain.sendall(start % parts.path.encode())
                plain.sendall(b"a" * 1_000_000)
            with suppress(OSError):
                while plain.recv(65536):
                    pass  # it ends: the server has closed the connection


def test_an_answer_reaches_the_wall(lecture: Served, wall: Wall) -> None:
    assert wall.joined["address"] == "http://10.0.0.7:8899/hall" and len(wall.joined["qr"]) == 25
    phone = Phone(lecture)
    number = phone.first["question"]["number"]
    assert phone.say({"number": number, "guess": "0.4 ms", "id": 1})["taken"] == 1
    assert wall.until("answers")["answers"] == [[0, 0.4]]
    phone.socket.close()
    assert Phone(lecture, phone.cookie).first["said"] == {"guess": 0.4}


def test_who_has_no_session_of_this_lecture_is_refused(lecture: Served) -> None:
    for own in (None, "neurolib-hall=", "neurolib-hall=aaaaaaaa.bbbbbbbb", "other=1"):
        with pytest.raises(WebSocketBadStatusException, match="403") as refused:
            socket(lecture, "phone", cookie=own)
        body = refused.value.resp_body
        assert body and b"This session is none of this lecture: reload the page." in body


def test_a_page_of_another_site_does_not_connect(lecture: Served) -> None:
    own = cookie(lecture)
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1"):
        with pytest.raises(WebSocketBadStatusException, match="403"):
            socket(lecture, "phone", cookie=own, origin=origin)
        with pytest.raises(WebSocketBadStatusException, match="403"):
            socket(lecture, "wall", origin=origin)
    own_page = f"http://{urlsplit(lecture.url).netloc}"
    socket(lecture, "phone", cookie=own, origin=own_page).close()
    proxied = {"X-Forwarded-Host": "hub.example"}
    socket(lecture, "phone", cookie=own, origin="https://hub.example", header=proxied).close()


def test_a_phone_does_not_steer_the_wall(lecture: Served, wall: Wall) -> None:
    phone = Phone(lecture)
    key = phone.first["question"]["number"]
    for message in ({"reveal": key}, {"close": key}, {"open": NUMBER}, {"token": lecture.token}):
        assert phone.say(message)["revealed"] is False
    for first in ({"reveal": key}, {"token": ""}, {"token": None}, {"token": "x" * 32}, [1], "x"):
        stranger = socket(lecture, "wall", cookie=phone.cookie)
        stranger.send(json.dumps(first))
        assert closed(stranger)[0] in (4400, 4403)
    assert phone.say({})["revealed"] is False
    wall.say({"reveal": "nothing"})
    assert "cannot be shown" in wall.until("refused")["refused"]


def closed(connection: WebSocket) -> tuple[int, str]:
    """Return the code and the sentence with which a connection is closed."""
    while True:
        opcode, data = connection.recv_data()
        if opcode == 8:
            return int.from_bytes(data[:2], "big"), data[2:].decode()


def test_what_is_too_large_is_refused_and_the_answer_stays(lecture: Served, wall: Wall) -> None:
    phone = Phone(lecture)
    number = phone.first["question"]["number"]
    phone.say({"number": number, "guess": "0.4"})
    long = json.dumps({"number": number, "guess": "1" * 30_000})
    assert "expected at most 16384" in phone.say(long)["refused"]
    phone.socket.send_binary(b"\x00\x01")
    assert "no answer that the page can send" in phone.hear()["refused"]
    try:
        phone.socket.send("1" * 1_000_000)
        assert closed(phone.socket)[0] == 1009
    except (BrokenPipeError, ConnectionResetError, WebSocketConnectionClosedException):
        pass  # the connection ends before all of it was sent
    assert Phone(lecture, phone.cookie).first["said"] == {"guess": 0.4}


def test_a_thousand_messages_at_once_end_in_one_sentence_and_disturb_nobody(
    lecture: Served, wall: Wall
) -> None:
    phone, other = Phone(lecture), Phone(lecture)
    number = phone.first["question"]["number"]
    phone.say({"number": number, "guess": "0.4"})
    message = json.dumps({"number": number, "guess": "0.4"})
    try:
        for _ in range(1000):
            phone.socket.send(message)
    except (BrokenPipeError, ConnectionResetError, WebSocketConnectionClosedException):
        pass  # it was closed meanwhile
    assert other.say({"number": number, "guess": "0.6"})["said"] == {"guess": 0.6}
    try:
        code, sentence = closed(phone.socket)
        assert (code, sentence[:17]) == (4429, "That was too fast")
    except (ConnectionResetError, WebSocketConnectionClosedException):
        pass
    wall.say({"reveal": wall_key(wall, number)})
    assert wall.until("summary")["summary"]["count"] == 2


def wall_key(wall: Wall, number: int) -> str:
    """Return the key of the question that is open."""
    return str(wall.until("answers")["key"])


def test_who_comes_back_without_end_is_refused_before_the_connection(lecture: Served) -> None:
    own, refused = cookie(lecture), 0
    for _ in range(1000):  # on a loaded machine the pauses between them are longer
        if refused == 15:
            break
        try:
            socket(lecture, "phone", cookie=own).close()
        except WebSocketBadStatusException as problem:
            assert problem.status_code == 429
            assert problem.resp_body and b"comes back too often" in problem.resp_body
            refused += 1
    assert refused == 15


def stranger(lecture: Served) -> WebSocket:
    """Return a connection to the wall's controls from another address than the lecturer's."""
    parts = urlsplit(lecture.url)
    plain = create_tcp(
        (parts.hostname or "", parts.port or 0), timeout=PATIENCE, source_address=("127.0.0.2", 0)
    )
    return socket(lecture, "wall", socket=plain)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has one address of its own alone")
def test_many_that_want_to_be_the_wall_are_refused_and_keep_the_lecturer_not_out(
    lecture: Served,
) -> None:
    waiting = [stranger(lecture) for _ in range(20)]
    with pytest.raises(WebSocketBadStatusException, match="429"):
        stranger(lecture)
    Wall(lecture).socket.close()
    for each in waiting:
        each.send("{}")
        closed(each)
        each.close()
    stranger(lecture).close()


def test_half_a_character_gets_a_sentence(lecture: Served, wall: Wall) -> None:
    phone = Phone(lecture)
    number = phone.first["question"]["number"]
    said = phone.say({"number": number, "guess": "\ud800"})
    assert "is not a number" in said["refused"]
    other = socket(lecture, "wall")
    other.send('{"token": "\\ud800"}')
    assert closed(other)[0] == 4403
