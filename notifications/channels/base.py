"""What our own Apprise plugins share: a URL's options in and out, and the two doors, `carry` and Apprise's `send`.

`carry` takes a whole message and says what became of it; `send` is for programs that know only Apprise.
"""

from collections.abc import Mapping
from email.utils import localtime
from typing import Any, ClassVar
from uuid import uuid4

import apprise
from apprise.conversion import convert_between
from apprise.manager_plugins import NotificationManager

from notifications.channels.outcome import Outcome, PendingOutcome, Sent, already_known, describe
from notifications.messages.message import Message, Recipient, ShortText

# Apprise's base class is only half typed; here its untyped half ends.
_NotifyBase: Any = apprise.NotifyBase
_Manager: Any = NotificationManager
_convert: Any = convert_between


class OwnChannel(_NotifyBase):  # type: ignore[misc]
    """A channel of ours. A subclass names its scheme and options, sets itself up, and carries."""

    SCHEME: ClassVar[str]
    # What may stand behind the URL's "?", each with what it is for.
    OPTIONS: ClassVar[Mapping[str, str]] = {}

    setup_url = "docs/notices.md"
    body_maxlen = 10_000_000
    # The outbox paces itself; Apprise would sleep between two messages.
    request_rate_per_sec = 0

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Write down for Apprise what the scheme accepts: it offers that to its own users."""
        super().__init_subclass__(**kwargs)
        cls.protocol = getattr(cls, "SCHEME", None)
        cls.templates = ("{schema}://{host}", "{schema}://{host}:{port}", "{schema}://{user}:{password}@{host}:{port}")
        cls.template_tokens = {
            **_NotifyBase.template_tokens,
            "host": {"name": "Host", "type": "string", "required": True},
            "port": {"name": "Port", "type": "int", "min": 1, "max": 65535},
            "user": {"name": "User", "type": "string"},
            "password": {"name": "Password", "type": "string", "private": True},
        }
        given = {name: {"name": use, "type": "string", "map_to": "options"} for name, use in cls.OPTIONS.items()}
        cls.template_args = {**_NotifyBase.template_args, **given}

    def __init__(self, options: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        """Set the channel up; TypeError, as Apprise expects, says what the URL lacks."""
        super().__init__(**kwargs)
        self.options = dict(options or {})
        try:
            self.set_up()
        except ValueError as error:
            raise TypeError(f"{self.SCHEME}: {error}") from error

    def set_up(self) -> None:
        """Read the options; a ValueError says in Vietnamese what is wrong with them."""
        raise NotImplementedError

    def carry(self, message: Message) -> Outcome:
        """Send one message to its recipient, and say what became of it."""
        raise NotImplementedError

    def hand_over(self, message: Message) -> PendingOutcome:
        """Send one message without waiting for the answer, where a channel can; usually it is known at once."""
        return already_known(self.carry(message))

    def look_up(self, _message_id: str, _recipient: str) -> Outcome | None:
        """Say what became of a message that was handed over earlier; None: the channel can't tell, as most can't."""
        return None

    def close(self) -> None:
        """End what a run kept open."""

    def send(self, body: str, title: str = "", **_kwargs: Any) -> bool:
        """Apprise's own door: a plain notification to the URL's `to`."""
        text = str(_convert(self.notify_format, "text", body))
        message = Message(
            recipient=Recipient(address=self.options.get("to", ""), name="", office=""),
            subject=title or self.app_id,
            text=text,
            html=body,
            short_texts=lambda: (ShortText(f"{title}\n{text}".strip()),),
            message_id=f"<{uuid4().hex}@{self.host}>",
            # Apprise passes no moment, and a mail needs one.
            sent_at=localtime(),
        )
        try:
            outcome = self.carry(message)
        finally:
            self.close()
        self.logger.info("%s: %s", self.SCHEME, describe(outcome))
        return isinstance(outcome, Sent)

    def url(self, privacy: bool = False, *_args: Any, **_kwargs: Any) -> str:
        """The URL again; with `privacy` its password is hidden."""
        login = ""
        if self.user:
            password = f":{self.pprint(self.password, privacy, safe='')}" if self.password else ""
            login = f"{self.quote(self.user, safe='')}{password}@"
        place = f"{self.host}:{self.port}" if self.port else self.host
        query = self.urlencode(self.options)
        return f"{self.SCHEME}://{login}{place}/" + (f"?{query}" if query else "")

    @classmethod
    def parse_url(cls, url: str, *_args: Any, **_kwargs: Any) -> dict[str, Any] | None:
        """The parts of a URL, or None when it is none."""
        parts: dict[str, Any] | None = _NotifyBase.parse_url(url, verify_host=False)
        if not parts:
            return None
        given = parts["qsd"]
        parts["options"] = {name: _NotifyBase.unquote(given[name]) for name in cls.OPTIONS if given.get(name)}
        return parts


def register(*channels: type[OwnChannel]) -> None:
    """Teach Apprise these schemes. Doing it again does no harm, though Apprise itself would warn."""
    manager = _Manager()
    for channel in channels:
        if channel.SCHEME not in manager:
            manager.add(channel, schemas=[channel.SCHEME])
