"""A mail server on loopback that stores messages, refuses what a test tells it to, and can go silent."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from django.db import connection


class _Session(socketserver.StreamRequestHandler):
    """One SMTP session."""

    server: "MailServer"

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line.split()[0].decode().upper().partition(":")[0]
            answer = self.server.replies.get(verb)
            if verb == "DATA" and not (answer or "").startswith("4"):
                self._say("354 go on")
                self._take()
                if answer == "":
                    return
            self._say(answer or "250 fine")
            if verb == "QUIT":
                return

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if not self.server.replies.get("DATA"):
            self.server.messages.append(message_from_bytes(b"".join(lines)))
        meanwhile, self.server.meanwhile = self.server.meanwhile, None
        if meanwhile is not None:
            meanwhile()
            connection.close()

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """``replies`` maps an SMTP command to its answer. An empty answer to DATA drops the connection after the
    message was accepted. ``meanwhile`` is called once, before a message is answered.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.messages: list[Message] = []
        self.replies: dict[str, str] = {}
        self.meanwhile: Callable[[], object] | None = None

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of what was accepted."""
        return [str(message["Message-ID"]) for message in self.messages]


@contextmanager
def running(settings: Any) -> Iterator[MailServer]:
    """Run a mail server, and configure it as the product's."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
        yield server
        server.shutdown()
        thread.join()
