"""The headers that every answer carries, refusals of the protocol included, and HEAD answered as GET without body."""

from collections.abc import Mapping

from web.asgi import AsgiApp, AsgiMessage, AsgiScope, Receive, Send

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ON_EVERY_ANSWER: Mapping[bytes, bytes] = {
    b"content-security-policy": CONTENT_SECURITY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
    b"cache-control": b"no-store",
}
# A year; not for other names of the domain, which aren't ours to promise for.
TLS_ONLY = (b"strict-transport-security", b"max-age=31536000")


def with_headers(app: AsgiApp) -> AsgiApp:
    """Return the application with these headers on its answers; what an answer says itself stays."""

    async def guarded(scope: AsgiScope, receive: Receive, send: Send) -> None:
        more = [TLS_ONLY] if scope.get("scheme") == "https" else []

        async def sent(message: AsgiMessage) -> None:
            if message["type"] == "http.response.start":
                said = {name.lower() for name, _ in message["headers"]}
                missing = [pair for pair in (*ON_EVERY_ANSWER.items(), *more) if pair[0] not in said]
                message = {**message, "headers": [*message["headers"], *missing]}
            await send(message)

        await app(scope, receive, sent if scope["type"] == "http" else send)

    return guarded


def with_head(app: AsgiApp) -> AsgiApp:
    """Return the application with HEAD answered like GET, its body left out."""

    async def answered(scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return

        async def without_body(message: AsgiMessage) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await app({**scope, "method": "GET"}, receive, without_body)

    return answered
