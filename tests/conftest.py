"""Shared by all tests: nothing reaches the network, and data is made by plain functions in ``tests.make``."""

import socket
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)  # speed is a benchmark, never a timed test
settings.load_profile("house")
LOCAL = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only Unix sockets and this machine are reached."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOCAL:
            raise RuntimeError(f"a test reached for the network: {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
