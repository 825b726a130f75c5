"""Ports for the servers that tests start."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress


def free_port() -> int:
    """Return a port that nobody listens on and that the system gives to nobody by itself.

    A server may need half a minute until it takes its port. The system gives ports above these to
    connections and to whoever asks for any port, and would give one away again meanwhile.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
