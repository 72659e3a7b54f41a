"""A scanner for tests that speaks clamd's protocol over TCP: INSTREAM in pieces with their length, and PING."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# The harmless text that every scanner reports; put together here, so that none reports this file.
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Conversation(socketserver.StreamRequestHandler):
    """One connection. The server's `largest` is how much of a stream it takes."""

    server: "Clamd"

    def handle(self) -> None:
        command = self.rfile.read(6)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert command + self.rfile.read(4) == b"zINSTREAM\0"
        content = b""
        while octets := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(octets)
        self.server.seen.append(content)
        if len(content) > self.server.largest:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        elif EICAR.encode() in content:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")


class Clamd(socketserver.ThreadingTCPServer):
    """The scanner on a port of this machine; `seen` is what it was sent."""

    daemon_threads = True

    def __init__(self, largest: int = 30_000_000) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.largest = largest
        self.seen: list[bytes] = []

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def scanning(largest: int = 30_000_000) -> Iterator[Clamd]:
    """Run the scanner while the block lasts."""
    with Clamd(largest) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)
