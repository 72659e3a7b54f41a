"""The few words of CalDAV that publishing needs (RFC 4791, 4918, 7232): make a collection, list, put, delete.

Every change carries the ETag it means to change, so whatever somebody did on the server meanwhile is seen, not run over
blindly. The answer of the server decides; nothing is guessed from its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, unquote, urlsplit

import httpx
from lxml import etree

from base.errors import DondocError
from calendars.feeds.feed import FeedHeader

DAV, CALDAV, APPLE = "DAV:", "urn:ietf:params:xml:ns:caldav", "http://apple.com/ns/ical/"
ANSWERED = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT, HTTPStatus.MULTI_STATUS})
_CALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
_XML = {"Content-Type": "application/xml; charset=utf-8"}
_REMEDIES: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "Kiểm tra DONDOC_CALDAV_USER và DONDOC_CALDAV_PASSWORD.",
    HTTPStatus.FORBIDDEN: "Tài khoản chưa có quyền ghi ở địa chỉ này; hỏi người quản trị máy chủ lịch.",
    HTTPStatus.NOT_FOUND: "Kiểm tra địa chỉ: phải là thư mục chứa các lịch của tài khoản, không phải một lịch.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Địa chỉ này không nhận lịch; kiểm tra lại, ví dụ …/remote.php/dav/calendars/TÊN/.",
    HTTPStatus.INSUFFICIENT_STORAGE: "Máy chủ lịch hết chỗ; dọn bớt rồi chạy lại.",
}
_LATER = "Chạy lại sau ít phút; những gì đã ghi được giữ nguyên, không ghi lại."


class CalDavRefused(DondocError):
    """The server said no, or something that isn't CalDAV."""

    exit_code = 1


class CalDavUnreachable(DondocError):
    """No answer: wrong address, no network, a certificate that isn't trusted, or too slow."""

    exit_code = 1


class Overtaken(CalDavRefused):
    """Somebody else changed or removed the item since its ETag was seen, or made one of that name."""


class CollectionGone(CalDavRefused):
    """The collection isn't there (any more)."""


@dataclass(frozen=True)
class CalDav:
    """A calendar home: collections by name, items by name in them; an ETag is the server's word for a version.

    `client` signs in; `home` is the address of the calendars' folder.
    """

    client: httpx.Client
    home: str

    def etags(self, collection: str) -> Mapping[str, str] | None:
        """Return the versions of the collection's items by name, None when there is no such collection."""
        wanted = _element("propfind", _element("prop", _element("getetag")))
        answer = self._ask("PROPFIND", collection, body=_written(wanted), headers=_XML | {"Depth": "1"})
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        found = {}
        for response in self._read(answer).iterfind(f"{{{DAV}}}response"):
            path = unquote(urlsplit(response.findtext(f"{{{DAV}}}href", "")).path)
            etag = response.findtext(f".//{{{DAV}}}getetag")
            if etag and not path.endswith("/"):
                found[path.rsplit("/", 1)[-1]] = etag
        return found

    def make(self, collection: str, header: FeedHeader, component: str) -> None:
        """Make a collection for one kind of component, VEVENT or VTODO: many servers and phones want one kind only."""
        kinds = etree.Element(f"{{{CALDAV}}}supported-calendar-component-set")
        etree.SubElement(kinds, f"{{{CALDAV}}}comp", name=component)
        body = etree.Element(f"{{{CALDAV}}}mkcalendar")
        body.append(_element("set", _element("prop", *_described(header), kinds)))
        self._accept(self._ask("MKCALENDAR", collection, body=_written(body), headers=_XML), collection)

    def describe(self, collection: str, header: FeedHeader) -> None:
        """Give a collection its name, description and colour anew."""
        body = _element("propertyupdate", _element("set", _element("prop", *_described(header))))
        self._accept(self._ask("PROPPATCH", collection, body=_written(body), headers=_XML), collection)

    def put(self, collection: str, name: str, content: bytes, etag: str | None) -> str:
        """Write an item over the version `etag`, or as a new one; return its version, "" when the server doesn't say.

        Raises `Overtaken` when the item on the server is another, `CollectionGone` when it has no place to go.
        """
        match = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        answer = self._ask("PUT", collection, name, body=content, headers=_CALENDAR | match)
        if answer.status_code == HTTPStatus.PRECONDITION_FAILED:
            raise self._refusal(answer, f"{collection}/{name}", Overtaken)
        if answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE}:
            raise self._refusal(answer, f"{collection}/{name}", CollectionGone)
        self._accept(answer, f"{collection}/{name}")
        return str(answer.headers.get("ETag", ""))

    def delete(self, collection: str, name: str, etag: str) -> None:
        """Delete the version `etag` of an item; one that is gone already is fine. Raises `Overtaken`."""
        answer = self._ask("DELETE", collection, name, headers={"If-Match": etag} if etag else {})
        if answer.status_code == HTTPStatus.PRECONDITION_FAILED:
            raise self._refusal(answer, f"{collection}/{name}", Overtaken)
        if answer.status_code not in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            self._accept(answer, f"{collection}/{name}")

    def remove(self, collection: str) -> None:
        """Delete a whole collection; one that is gone already is fine."""
        answer = self._ask("DELETE", collection)
        if answer.status_code not in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            self._accept(answer, collection)

    def _ask(
        self,
        method: str,
        collection: str,
        name: str = "",
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        url = f"{self.home.rstrip('/')}/{quote(collection)}/{quote(name)}"
        try:
            return self.client.request(method, url, content=body, headers=dict(headers or {}))
        except httpx.HTTPError as error:
            raise CalDavUnreachable(
                given=self.home,
                place="máy chủ lịch",
                reason=f"không trả lời ({error or type(error).__name__})",
                remedy=f"Kiểm tra địa chỉ và mạng. {_LATER}",
            ) from error

    def _accept(self, answer: httpx.Response, what: str) -> None:
        if answer.status_code not in ANSWERED:
            raise self._refusal(answer, what, CalDavRefused)

    def _refusal(self, answer: httpx.Response, what: str, kind: type[CalDavRefused]) -> CalDavRefused:
        status = answer.status_code
        if answer.is_redirect:
            remedy = f"Dùng địa chỉ mà máy chủ chuyển tới: {answer.headers.get('Location', '')}."
        else:
            remedy = _REMEDIES.get(status, _LATER)
        reason = f"trả lời {status} {answer.reason_phrase} cho {what}"
        return kind(given=self.home, place="máy chủ lịch", reason=reason, remedy=remedy)

    def _read(self, answer: httpx.Response) -> etree._Element:
        self._accept(answer, "PROPFIND")
        try:
            # No entities: an answer can't make us read files or grow without end.
            return etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise CalDavRefused(
                given=self.home,
                place="máy chủ lịch",
                reason="trả lời không phải CalDAV",
                remedy="Kiểm tra địa chỉ: có thể đó là trang web chứ không phải địa chỉ CalDAV.",
            ) from error


def _written(element: etree._Element) -> bytes:
    return etree.tostring(element, encoding="utf-8", xml_declaration=True)


def _element(name: str, *children: etree._Element) -> etree._Element:
    made = etree.Element(f"{{{DAV}}}{name}")
    made.extend(children)
    return made


def _described(header: FeedHeader) -> list[etree._Element]:
    texts = {
        f"{{{DAV}}}displayname": header.name,
        f"{{{CALDAV}}}calendar-description": header.description,
        f"{{{APPLE}}}calendar-color": header.color_code,
    }
    made = []
    for name, text in texts.items():
        element = etree.Element(name)
        element.text = text
        made.append(element)
    return made
