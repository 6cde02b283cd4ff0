"""Hands one message to a mail server (RFC 5321, 6409), over TLS only, and says what became of it.

Until the text of the message goes out nothing can have been sent, and trying again is safe. From then
until the server's answer the outcome is unknown (:class:`OutcomeUnsure`): only a person tries again.
"""

import base64
import re
import smtplib
import socket
import ssl
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from threading import Timer

from pos_app.domain.mail import MailSecurity, MailServer
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError

_GREETING_S = 20.0
_ANSWER_S = 60.0
"""Longer than for the greeting: a server may ask others about a sender or a recipient first."""
_LAST_ANSWER_S = 600.0
"""A server may look long at a whole message before it says yes (RFC 5321, 4.5.3.2.6: ten minutes)."""
_BYE_S = 2.0

_NAME = "[127.0.0.1]"
"""What this computer calls itself. Its own name may have letters that no server takes, and asking the
network for it can take long; servers where mail is handed in go by the login."""

_AN_HOUR_S = 3600
_MOST_SAID = 200


class ServerFault(EnvironmentFault):
    """The server cannot be used now, for whatever message; ``wait_s`` is how long to leave it alone."""

    def __init__(self, text: str, wait_s: int = 0) -> None:
        super().__init__(text)
        self.wait_s = wait_s


class NotNow(EnvironmentFault):
    """The server asks to try this message again later."""


class OutcomeUnsure(EnvironmentFault):
    """The connection broke after the message went out: it may have arrived."""


class Refused(UserError):
    """The server will not take this message, now or later."""


@dataclass(slots=True)
class Delivery:
    """One message on its way. ``go_ahead`` is called right before the message goes out, and raises to
    keep it back. ``deadline_s`` is the longest that all of it may take, however slowly a server talks."""

    server: MailServer
    password: str = field(repr=False)
    message: EmailMessage
    go_ahead: Callable[[], object]
    greeting_s: float = _GREETING_S
    answer_s: float = _ANSWER_S
    last_answer_s: float = _LAST_ANSWER_S
    deadline_s: float = 900.0
    _smtp: smtplib.SMTP | None = None
    _aborted: bool = False

    def run(self) -> None:
        """Send it.

        Raises:
            ServerFault: nothing can be sent by this server now.
            NotNow: this message cannot be sent now.
            Refused: this message can never be sent.
            OutcomeUnsure: it may have been sent.
        """
        watch = Timer(self.deadline_s, self.abort)
        watch.daemon = True
        watch.start()
        try:
            smtp = self._connected()
            if self._aborted:
                raise _silent(self.server)
            self._log_in(smtp)
            data = self._address(smtp)
            self.go_ahead()
            self._hand_over(smtp, data)
            with suppress(OSError, smtplib.SMTPException):
                # It was taken: nobody waits for more.
                _link(smtp).settimeout(_BYE_S)
                smtp.quit()
        finally:
            watch.cancel()
            if self._smtp is not None:
                self._smtp.close()

    def abort(self) -> None:
        """Hang up, from another thread."""
        self._aborted = True
        link = self._smtp.sock if self._smtp is not None else None
        if link is not None:
            with suppress(OSError):
                # Not TLS's own: that first lets go of the encryption, and leaves a moment for a
                # password to go out without it.
                socket.socket.shutdown(link, socket.SHUT_RDWR)

    # -- Before anything can have been sent ---------------------------------------------------------

    def _connected(self) -> smtplib.SMTP:
        server = self.server
        # Not by its constructor, which would keep the link to itself until the server has greeted.
        self._smtp = smtp = smtplib.SMTP(local_hostname=_NAME)
        try:
            smtp.sock = socket.create_connection((server.host, server.port), self.greeting_s)
            if server.security is MailSecurity.TLS:
                self._encrypt(smtp)
            code, said = smtp.getreply()
            if code != 220:
                raise smtplib.SMTPConnectError(code, said)
            _link(smtp).settimeout(self.answer_s)
            smtp.ehlo_or_helo_if_needed()
            if server.security is MailSecurity.STARTTLS:
                if not smtp.has_extn("starttls"):
                    raise smtplib.SMTPNotSupportedError
                code, said = smtp.docmd("STARTTLS")
                if code != 220:
                    raise smtplib.SMTPResponseException(code, said)
                self._encrypt(smtp)
                smtp.ehlo()
            return smtp
        except (OSError, smtplib.SMTPException, UnicodeError) as fault:
            raise _fault_of(server, fault) from fault

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        link = ssl.create_default_context().wrap_socket(
            _link(smtp), server_hostname=self.server.host, do_handshake_on_connect=False
        )
        # What was said in clear is forgotten: anybody may have said it (RFC 3207, 4.2).
        smtp.sock, smtp.file, smtp.esmtp_features = link, None, {}
        link.do_handshake()

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        """By PLAIN (RFC 4616) or LOGIN, in UTF-8, which smtplib's own login cannot."""
        if not self.server.user:
            return
        known = smtp.esmtp_features.get("auth", "").upper().split()
        user, password = self.server.user.encode(), self.password.encode()
        try:
            if "PLAIN" in known:
                both = _base64(b"\0".join((b"", user, password)))
                code, said = smtp.docmd("AUTH", "PLAIN " + both)
                if code == 334:  # It wants it on a line of its own.
                    code, said = smtp.docmd(both)
            elif "LOGIN" in known:
                code, said = smtp.docmd("AUTH", "LOGIN")
                for part in (user, password):
                    if code == 334:
                        code, said = smtp.docmd(_base64(part))
            else:
                raise ServerFault(
                    _(
                        "The mail server {host} takes no login. Leave user and password empty."
                    ).format(host=self.server.host),
                    _AN_HOUR_S,
                )
        except (OSError, smtplib.SMTPException) as fault:
            raise _fault_of(self.server, fault) from fault
        if code != 235:
            raise _login_refused(self.server, code, said)

    def _address(self, smtp: smtplib.SMTP) -> bytes:
        """Say from whom, to whom and how large; returns the message as that server can take it."""
        sender, address = _addresses(self.message)
        international = not (sender + address).isascii()
        if international and not smtp.has_extn("smtputf8"):
            raise Refused(
                _("The mail server cannot write to an address with such letters: {address}").format(
                    address=address
                )
            )
        data = self.message.as_bytes(policy=SMTPUTF8 if international else SMTP)
        options = ["SMTPUTF8", "BODY=8BITMIME"] if international else []
        if smtp.has_extn("size"):
            self._check_size(smtp.esmtp_features["size"], len(data))
            options.append(f"SIZE={len(data)}")
        try:
            code, said = smtp.mail(sender, options)
            if code != 250:
                raise _sender_refused(self.server, sender, code, said)
            code, said = smtp.rcpt(address)
        except (OSError, smtplib.SMTPException) as fault:
            raise self._not_now(fault) from fault
        if code not in (250, 251):
            raise _refusal(self.server, code, said)
        return data

    def _check_size(self, most: str, size: int) -> None:
        if most.isdecimal() and 0 < int(most) < size:
            raise Refused(
                _(
                    "The message is too large for the mail server {host}: {size} kB, and it takes "
                    "{most} kB."
                ).format(host=self.server.host, size=-(-size // 1000), most=int(most) // 1000)
            )

    def _not_now(self, fault: Exception) -> NotNow:
        """A server that greeted us, knows us and then breaks off may do so for this message only: that
        one waits, and keeps no other waiting."""
        return NotNow(_fault_of(self.server, fault).text)

    # -- From here on it may have been sent ---------------------------------------------------------

    def _hand_over(self, smtp: smtplib.SMTP, data: bytes) -> None:
        try:
            code, said = smtp.docmd("DATA")
        except (OSError, smtplib.SMTPException) as fault:
            raise self._not_now(fault) from fault
        if code != 354:
            raise _refusal(self.server, code, said)
        try:
            _link(smtp).settimeout(self.last_answer_s)
            smtp.send(_as_sent(data))
            code, said = smtp.getreply()
        except (OSError, smtplib.SMTPException) as fault:
            raise _unsure(self.server) from fault
        if not 200 <= code < 600:
            raise _unsure(self.server)
        if code >= 300:
            raise _refusal(self.server, code, said)


def _addresses(message: EmailMessage) -> tuple[str, str]:
    (sender,), (receiver,) = message["From"].addresses, message["To"].addresses
    return sender.addr_spec, receiver.addr_spec


def _link(smtp: smtplib.SMTP) -> socket.socket:
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected
    return smtp.sock


def _as_sent(data: bytes) -> bytes:
    """A lone dot ends a message, so every line that begins with one gets another (RFC 5321, 4.5.2)."""
    lines = data.removesuffix(b"\r\n").split(b"\r\n")
    stuffed = (b"." + text if text.startswith(b".") else text for text in lines)
    return b"\r\n".join(stuffed) + b"\r\n.\r\n"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _said(reply: bytes) -> str:
    """A server's words: at most a line, and never a command to whatever shows them."""
    shown = reply.decode("utf-8", "replace")
    kept = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in shown)
    return " ".join(kept.split())[:_MOST_SAID]


# -- In plain words -----------------------------------------------------------------------------------

_CERTIFICATES = {
    10: "expired",
    9: "not yet valid",
    18: "self-signed",
    19: "unknown",
    20: "unknown",
    62: "another name",
    64: "another name",
}


_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")
"""What TLS says of an answer that is none of its own."""


def _fault_of(server: MailServer, fault: Exception) -> ServerFault:
    """What kept us from using the server, in words that lead to what can be done."""
    place = {"host": server.host, "port": server.port}
    if isinstance(fault, ssl.SSLCertVerificationError):
        return ServerFault(_certificate(fault).format(**place), _AN_HOUR_S)
    if isinstance(fault, smtplib.SMTPNotSupportedError) or (
        isinstance(fault, ssl.SSLError) and fault.reason in _NO_TLS
    ):
        return ServerFault(_other_security(server).format(**place))
    if isinstance(fault, ssl.SSLError):
        return ServerFault(
            _(
                "The encryption with {host}, port {port}, fails: that server may be too old. Nothing "
                "is sent without it."
            ).format(**place)
        )
    if isinstance(fault, socket.gaierror | UnicodeError):
        return ServerFault(
            _(
                "There is no mail server {host}, or no connection to the internet. Check its name."
            ).format(**place)
        )
    if isinstance(fault, smtplib.SMTPResponseException) and fault.smtp_code >= 300:
        reply = fault.smtp_error if isinstance(fault.smtp_error, bytes) else b""
        return ServerFault(
            _("The mail server {host} will not talk to this till now: {reason}").format(
                **place, reason=f"{fault.smtp_code} {_said(reply)}"
            )
        )
    if isinstance(fault, smtplib.SMTPResponseException):
        return ServerFault(
            _("What answers at {host}, port {port}, is no mail server. Check the port.").format(
                **place
            )
        )
    if isinstance(fault, smtplib.SMTPServerDisconnected):
        return ServerFault(
            _(
                "{host}, port {port}, hung up or said nothing. Is it a mail server? Check the port."
            ).format(**place)
        )
    return _silent(server)


def _silent(server: MailServer) -> ServerFault:
    return ServerFault(
        _("The mail server {host}, port {port}, does not answer.").format(
            host=server.host, port=server.port
        )
    )


def _certificate(fault: ssl.SSLCertVerificationError) -> str:
    said = {
        "expired": _(
            "The certificate of {host} has expired, or this computer’s date is wrong. Nothing is sent "
            "until that is put right."
        ),
        "not yet valid": _(
            "The certificate of {host} is not valid yet: is this computer’s date right? Nothing is "
            "sent until then."
        ),
        "another name": _(
            "The certificate that {host} shows is for another server. Nothing is sent there: "
            "check the server’s name."
        ),
    }
    otherwise = _(
        "The certificate of {host} is from nobody this computer trusts. Nothing is sent there."
    )
    return said.get(_CERTIFICATES.get(fault.verify_code, ""), otherwise)


def _other_security(server: MailServer) -> str:
    if server.security is MailSecurity.TLS:
        return _(
            "{host} does not begin with TLS at port {port}. Choose STARTTLS (usually port 587), or "
            "another port."
        )
    return _(
        "{host} offers no STARTTLS at port {port}. Choose TLS from the start (usually port 465), or "
        "another port."
    )


def _login_refused(server: MailServer, code: int, said: bytes) -> EnvironmentFault:
    if 400 <= code < 500:
        return _fault_of(server, smtplib.SMTPResponseException(code, said))
    return ServerFault(
        _(
            "The mail server {host} refused the user or the password: {reason}\n"
            "Some providers want a password made for this till only (an “app password”)."
        ).format(host=server.host, reason=f"{code} {_said(said)}"),
        _AN_HOUR_S,
    )


def _sender_refused(
    server: MailServer, sender: str, code: int, said: bytes
) -> UserError | EnvironmentFault:
    if code == 552:  # Too large (RFC 1870): said of the message.
        return _refusal(server, code, said)
    if code == 530:
        return ServerFault(
            _(
                "The mail server {host} wants a user and a password: Settings → E-mail. {reason}"
            ).format(host=server.host, reason=f"{code} {_said(said)}"),
            _AN_HOUR_S,
        )
    if not 500 <= code < 600:
        # It says so of whoever writes, whatever the message.
        return ServerFault(_later(server, code, said))
    return ServerFault(
        _("The mail server {host} does not let us write as {sender}: {reason}").format(
            host=server.host, sender=sender, reason=f"{code} {_said(said)}"
        ),
        _AN_HOUR_S,
    )


def _refusal(server: MailServer, code: int, said: bytes) -> UserError | EnvironmentFault:
    if 500 <= code < 600:
        why = next((why for status, why in _whys().items() if re.match(status, said)), "")
        words = why or _("The mail server refused it: {reason}")
        return Refused(words.format(reason=f"{code} {_said(said)}"))
    return NotNow(_later(server, code, said))


def _whys() -> dict[bytes, str]:
    """What the statuses mean that people can do something about (RFC 3463)."""
    return {
        rb"5\.1\.(1|2|3|6|10)\b": _(
            "Nobody gets mail at this address: look how it is written, then send it anew. {reason}"
        ),
        rb"5\.2\.2\b": _("The mailbox at this address is full. {reason}"),
    }


def _later(server: MailServer, code: int, said: bytes) -> str:
    return _("The mail server {host} asks to try again later: {reason}").format(
        host=server.host, reason=f"{code} {_said(said)}"
    )


def _unsure(server: MailServer) -> OutcomeUnsure:
    return OutcomeUnsure(
        _(
            "The connection to {host} broke while the message went out: it may have arrived. Ask the "
            "client, then send it again or let it go."
        ).format(host=server.host)
    )
