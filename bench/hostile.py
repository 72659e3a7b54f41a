"""10,000 hostile requests to the pages over raw sockets: no 5xx, nothing of an office told to strangers, no growth.

`python -m bench.hostile [--quick]`. Half go to pages that see an admin, so that what lies behind the sign-in is
reached, half to pages that see a stranger. The requests come from a seeded generator: broken heads, foreign hosts, two
lengths, paths that climb, numbers beyond every bound, forms in pieces, octets that are no text. Every answer is read.
"""

import random
import socket
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bench.pages import office, program
from bench.report import Claim, finish

REQUESTS, FEW_REQUESTS = 10_000, 600
SEED = 20260305
MOST_GROWTH_MB = 50.0
AT_ONCE = 16
HOST = "127.0.0.1"
# Seconds for an answer; what is never finished the server cuts off much sooner.
PATIENCE = 15.0
DUTIES = 500
PATHS = (
    *("/", "/viec", "/viec/1", "/viec/1/bao-cao", "/viec/1/tep", "/lich", "/lich/2026", "/lich-dang-ky", "/su-kien"),
    *("/su-kien/1", "/toi", "/dang-nhap", "/dang-nhap/ma", "/dang-nhap/lien-ket/x", "/loi-moi/x", "/l/x", "/da-giu/x"),
    *("/tro-giup", "/tro-giup/ngay", "/healthz", "/readyz", "/metrics", "/static/x.css", "/lich/abc.ics", "/viec.xlsx"),
    *("/viec.csv", "/ngung-nhac/x", "/quan-tri", "/viec/1/nhan", "/khong-co"),
)
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "X" * 300, "PRI")
VALUES = (
    *(
        "",
        "0",
        "-1",
        "1",
        "9" * 25,
        "1e9",
        "NaN",
        "٣",
        "%00",
        "%ff%fe",
        "%E2%80%AE",
        "..%2f..%2fsecret.key",
        "a" * 3_000,
    ),
    *("' OR 1=1 --", "<script>", "{{7*7}}", "2026-02-30", "9999-99-99", "0000-01-01", "%0d%0aX: y", "\U0001f600"),
)
NAMES = (
    "trang",
    "tim",
    "ngay",
    "nam",
    "thang",
    "han",
    "co-quan",
    "van-ban",
    "sap",
    "giu",
    "so",
    "ca",
    "truong",
    "xong",
)
HEADERS = (
    *("Host: evil.example", "Host: ", "Content-Length: -1", "Content-Length: 99999999999", "Content-Length: abc"),
    *("Transfer-Encoding: chunked", "Transfer-Encoding: xchunked", "Expect: 100-continue", "Upgrade: websocket"),
    *("Connection: Upgrade", "Cookie: dondoc=" + "x" * 4_000, "Cookie: =;;=", "Cookie: \xff\xfe", "Range: bytes=9-1"),
    *(
        "If-None-Match: *",
        'If-None-Match: "' + "a" * 900,
        "If-Modified-Since: never",
        "Accept-Encoding: gzip;q=x, *;q=0",
    ),
    *("Authorization: Bearer x", "Authorization: Basic !!!", "X-Forwarded-For: 1.2.3.4", "Forwarded: for=evil"),
    *("Origin: null", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-origin", "Content-Type: text/xml"),
    *("Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=b", "HX-Request: true"),
    *("Content-Type: application/x-www-form-urlencoded", "Content-Type: application/json; charset=utf-99", "A" * 2_000),
    *("Accept-Language: " + "x," * 400, "X: \0", ": empty", "Referer: javascript:x", "Via: 1.1 x"),
)
BODIES = (
    *(
        b"",
        b"a=1",
        b"x" * 70_000,
        b"\0\xff" * 50,
        b"ly-do=%E2%80%8B%00&ngay=2026-02-30&phieu=x",
        b"0\r\n\r\n",
        b"zz\r\n",
    ),
    b'--b\r\nContent-Disposition: form-data; name="tep"; filename="../../x.exe"\r\n\r\nMZ\r\n--b--\r\n',
    b"--b\r\nContent-Disposition: form-data\r\n\r\n",
    b"--b",
    b"&" * 5_000,
    b"=" * 5_000,
)


def a_request(chance: random.Random) -> bytes:
    """Return what one client sends, well formed in most parts and hostile in at least one."""
    if chance.random() < 0.05:
        return chance.randbytes(chance.randrange(1, 3_000))
    method = chance.choice(METHODS[:3]) if chance.random() < 0.7 else chance.choice(METHODS)
    line = f"{method} {_target(chance)} {chance.choice(('HTTP/1.1',) * 12 + ('HTTP/1.0', 'HTTP/0.9', 'HTTP/9.9', ''))}"
    headers = [] if chance.random() < 0.05 else [f"Host: {HOST}"]
    headers += [
        chance.choice(HEADERS) for _ in range(chance.choice((0, 1, 2, 3, 3, 200)) if chance.random() < 0.9 else 0)
    ]
    body = chance.choice(BODIES) if method not in {"GET", "HEAD"} or chance.random() < 0.1 else b""
    if body and chance.random() < 0.8:
        headers.append(f"Content-Length: {len(body)}")
    if chance.random() < 0.8:
        headers.append("Connection: close")
    end = "\n" if chance.random() < 0.04 else "\r\n"
    head = end.join([line, *headers, "", ""]).encode("latin-1", "replace")
    whole = head + body
    return whole[: chance.randrange(1, len(whole))] if chance.random() < 0.04 else whole


def _target(chance: random.Random) -> str:
    path = chance.choice(PATHS)
    if chance.random() < 0.2:
        path = path.replace("1", chance.choice(VALUES)) + chance.choice(
            ("", "/", "/..", "/%2e%2e/secret.key", "//", ";x")
        )
    if chance.random() < 0.05:
        path = chance.choice(
            ("*", "http://evil.example/", f"http://{HOST}/viec", "//evil.example/", "/" + "a" * 20_000)
        )
    if chance.random() < 0.6:
        path += "?" + "&".join(f"{chance.choice(NAMES)}={chance.choice(VALUES)}" for _ in range(chance.randrange(1, 5)))
    return path if chance.random() < 0.3 else path.replace(" ", "%20")


def heard(port: int, request: bytes) -> bytes:
    """Send a request and return all that comes back until the server closes, stops talking, or has said enough."""
    answer = b""
    with suppress(OSError), socket.create_connection((HOST, port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        while octets := connection.recv(65_536):
            answer += octets
    return answer


def statuses(answer: bytes) -> list[int]:
    """Return the status of each answer that begins in these octets."""
    lines = (part.split(b" ", 2) for part in answer.split(b"HTTP/1.1 ")[1:])
    return [int(words[0]) for words in lines if words[0][:3].isdigit()]


@dataclass(frozen=True, kw_only=True)
class Attack:
    """What became of an attack: answers by status, the requests that got a 5xx, those that were told too much."""

    seen: Mapping[int, int]
    failed: Sequence[bytes]
    leaked: Sequence[bytes]


def attack(port: int, count: int, *, seed: int, told: Sequence[bytes] = ()) -> Attack:
    """Send that many requests, a few at once. `told` are words that must be in no answer."""
    chance = random.Random(seed)
    requests = [a_request(chance) for _ in range(count)]
    seen: Counter[int] = Counter()
    failed: list[bytes] = []
    leaked: list[bytes] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for request, answer in zip(requests, pool.map(lambda one: heard(port, one), requests), strict=True):
            found = statuses(answer)
            seen.update(found)
            if any(status >= 500 for status in found):
                failed.append(request)
            if any(word in answer for word in (b"Traceback", b"sqlite3.", *told)):
                leaked.append(request)
    return Attack(seen=seen, failed=failed, leaked=leaked)


def main(*, quick: bool) -> None:
    """Attack both kinds of pages, print, and end with 1 when a claim fails."""
    each = (FEW_REQUESTS if quick else REQUESTS) // 2
    claims: list[Claim] = []
    figures: dict[str, object] = {"seed": SEED}
    with TemporaryDirectory() as folder, office(Path(folder) / "home", DUTIES) as installation:
        home = str(installation.settings.home)
        # Whose names no stranger may read.
        names = [agency.name.encode() for agency in installation.policies.directory][:20]
        for name, told in (("admin", ()), ("stranger", names)):
            with program(f"--guarded-{name}", home) as (port, pid):
                heard(port, b"GET /viec HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                attack(port, each // 10, seed=SEED - 1)
                before = psutil.Process(pid).memory_info().rss
                done = attack(port, each, seed=SEED, told=told)
                grown = (psutil.Process(pid).memory_info().rss - before) / 2**20
                alive = statuses(heard(port, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"))
            claims += [
                Claim(name=f"{name}_requests", value=each, at_least=each),
                Claim(name=f"{name}_5xx", value=len(done.failed), at_most=0),
                Claim(name=f"{name}_leaks", value=len(done.leaked), at_most=0),
                Claim(name=f"{name}_growth_mb", value=grown, at_most=MOST_GROWTH_MB),
                Claim(name=f"{name}_answers_afterwards", value=float(alive == [200]), at_least=1),
            ]
            failed = [repr(one[:300]) for one in done.failed[:5]]
            figures[name] = {"statuses": dict(sorted(done.seen.items())), "failed": failed}
    finish("hostile", claims, figures)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
