"""The server of the web application as it is, in a thread beside the test."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.web.offices import an_installation
from tests.web.subscribing import Subscription
from web.app import create_app
from web.asgi import AsgiApp
from web.feeds import WithFeeds
from web.serving import Patience, server

HOST = "127.0.0.1"


@contextmanager
def running(
    subscription: Subscription, patience: Patience | None = None, *, log_level: str = "warning"
) -> Iterator[int]:
    """Run the server of the calendar addresses and pages while the block lasts; give its port."""
    pages = create_app(an_installation(subscription.database), now=lambda: subscription.now)
    with serving(WithFeeds(pages, subscription.addresses), patience, log_level=log_level) as port:
        yield port


@contextmanager
def serving(app: AsgiApp, patience: Patience | None = None, *, log_level: str = "warning") -> Iterator[int]:
    """Run the server of an application while the block lasts; give its port."""
    # asyncio sends without delay only where the protocol is named, as it is when uvicorn opens the socket itself.
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind((HOST, 0))
        made = server(app, host=HOST, port=0, patience=patience, log_level=log_level)
        thread = threading.Thread(target=made.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        began = time.monotonic()
        while not made.started:
            assert time.monotonic() - began < 300, "the server did not start"
            time.sleep(0.01)
        try:
            yield listening.getsockname()[1]
        finally:
            made.should_exit = True
            thread.join(10)
