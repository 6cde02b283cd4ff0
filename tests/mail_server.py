"""A mail server on loopback: it speaks SMTP over TLS as real ones do, and fails where it is told to.

Its certificates are in ``certificates``: ``authority.pem`` signed ``localhost.pem`` and, for another
server's name, ``elsewhere.pem``; all are good until 2126 and good for nothing but these tests.
``expired.pem`` and ``future.pem`` vouch for themselves, in 2000 and from 2120 on.
"""

import base64
import contextlib
import io
import socket
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

CERTIFICATES = Path(__file__).parent / "certificates"
AUTHORITY = CERTIFICATES / "authority.pem"
USER, PASSWORD = "till", "pässword"


@dataclass
class Behaviour:
    """What the server does; replies by command, where they are not the usual ones."""

    tls_first: bool = False
    offers_starttls: bool = True
    certificate: str = "localhost.pem"
    logins: str = "PLAIN LOGIN"
    any_script: bool = False
    size: int = 10_000_000
    """The largest message that it says it takes."""
    old: bool = False
    """It knows no encryption that is still good."""
    asks_for_login: bool = False
    """It takes no login on the line of the command."""
    banner: bytes = b"220 loopback ready\r\n"
    replies: dict[str, str] = field(default_factory=dict)
    says_nothing: bool = False
    trickles: bool = False
    cuts_at: str = ""
    """Hang up at: ``RCPT``, ``DATA`` (before the text), ``text`` (inside it) or ``answer`` (after it)."""


@dataclass(frozen=True)
class Taken:
    """A message that the server took."""

    sender: str
    receiver: str
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """The message as a mail program reads it."""
        read = message_from_bytes(self.data, policy=default)
        assert isinstance(read, EmailMessage)
        return read

    def text(self) -> str:
        """Its text."""
        body = self.message.get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def pdf(self) -> tuple[str, bytes]:
        """The name and the content of what is attached."""
        (part,) = self.message.iter_attachments()
        return part.get_filename() or "", bytes(part.get_content())


class Cut(Exception):
    """The server hangs up."""


class MailServer:
    """Listens until it is stopped. What it took is in ``taken``, and ``logins`` counts who tried."""

    def __init__(self, does: Behaviour | None = None) -> None:
        self.does = does or Behaviour()
        self.taken: list[Taken] = []
        self.logins = 0
        self.talks = 0
        self.heard: list[str] = []
        self.written = 0
        self.in_text = threading.Event()
        self._stop = threading.Event()
        self._talks: list[_Talk] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everybody and close."""
        self._stop.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for talk in list(self._talks):
            with contextlib.suppress(OSError):
                talk.link.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                link, _peer = self._socket.accept()
            except OSError:
                return
            talk = _Talk(self, link)
            self._talks.append(talk)
            self.talks += 1
            with contextlib.suppress(OSError, Cut, ValueError):
                talk.go_on()
            talk.close()


class _Talk:
    """One connection."""

    def __init__(self, server: MailServer, link: socket.socket) -> None:
        self.server, self.does, self.link = server, server.does, link
        self.sender = self.receiver = ""
        self.secure = False
        self.reader: io.BufferedReader | None = None

    def close(self) -> None:
        if self.reader is not None:
            self.reader.close()
        self.link.close()

    def _read(self) -> bytes:
        assert self.reader is not None
        return self.reader.readline()

    def _listen(self) -> None:
        if self.reader is not None:
            self.reader.close()
        self.reader = self.link.makefile("rb")

    def go_on(self) -> None:
        if self.does.says_nothing:
            self.link.recv(1)
            return
        if self.does.tls_first:
            self._secure()
        self._listen()
        self._write(self.does.banner)
        while words := self._read():
            self.server.heard.append(words.decode().strip())
            command, _space, rest = words.decode().strip().partition(" ")
            self._answer(command.upper(), rest)
            if command.upper() == "QUIT":
                return

    def _answer(self, command: str, rest: str) -> None:
        if command == self.does.cuts_at:
            raise Cut
        if command in self.does.replies:
            self._say(self.does.replies[command])
            return
        match command:
            case "EHLO":
                self._say(
                    "250-loopback\r\n"
                    + "".join(f"250-{x}\r\n" for x in self._offers())
                    + "250 HELP"
                )
            case "STARTTLS":
                self._say("220 go ahead")
                self._secure()
                self._listen()
            case "AUTH":
                self._log_in(rest)
            case "MAIL":
                self.sender = _inside(rest)
                self._say("250 ok")
            case "RCPT":
                self.receiver = _inside(rest)
                self._say("250 ok")
            case "DATA":
                self._say("354 go ahead")
                self._take()
            case "QUIT":
                self._say("221 bye")
            case _:
                self._say("500 what?")

    def _offers(self) -> list[str]:
        if not self.secure:
            return ["STARTTLS"] if self.does.offers_starttls else []
        more = ["SMTPUTF8", "8BITMIME"] if self.does.any_script else []
        return [f"AUTH {self.does.logins}", f"SIZE {self.does.size}", *more]

    def _log_in(self, rest: str) -> None:
        self.server.logins += 1
        way, _space, given = rest.partition(" ")
        if way == "PLAIN" and self.does.asks_for_login:
            self._say("334 ")
            given = self._read().decode()
        if way == "PLAIN":
            _none, user, password = base64.b64decode(given).decode().split("\0")
        else:
            self._say("334 VXNlcm5hbWU6")
            user = base64.b64decode(self._read()).decode()
            self._say("334 UGFzc3dvcmQ6")
            password = base64.b64decode(self._read()).decode()
        right = (user, password) == (USER, PASSWORD)
        self._say("235 welcome" if right else "535 5.7.8 wrong\x1b[31m password")

    def _take(self) -> None:
        lines: list[bytes] = []
        while (words := self._read()) not in (b".\r\n", b""):
            self.server.in_text.set()
            if self.does.cuts_at == "text":
                raise Cut
            lines.append(words.removeprefix(b".") if words.startswith(b"..") else words)
        if self.does.cuts_at == "hang":
            self.link.recv(1)
            raise Cut
        if not words:
            raise Cut
        reply = self.does.replies.get("text", "250 taken")
        if reply.startswith("250"):
            self.server.taken.append(Taken(self.sender, self.receiver, b"".join(lines)))
        if self.does.cuts_at == "answer":
            raise Cut
        self._say(reply)

    def _secure(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / self.does.certificate)
        if self.does.old:
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers("AES256-SHA")
        self.link = context.wrap_socket(self.link, server_side=True)
        self.secure = True

    def _say(self, text: str) -> None:
        self._write(text.encode() + b"\r\n")

    def _write(self, data: bytes) -> None:
        if not self.does.trickles:
            self.link.sendall(data)
            return
        for byte in data:
            self.link.sendall(bytes([byte]))
            self.server.written += 1
            if self.server._stop.wait(0.01):
                raise Cut


def _inside(rest: str) -> str:
    return rest[rest.index("<") + 1 : rest.index(">")]
