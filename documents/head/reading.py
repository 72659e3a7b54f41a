"""The head of a document: number, date, issuer, title, signer, years, basis, what it replaces.

Everything is read from where it belongs: the number from the letterhead, never from a basis; when the letterhead is
lost, from the line under an appendix's title that repeats it.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from documents.blocks.captions import appendix_of
from documents.blocks.citations import KIND, amended_document, cited_numbers, superseded_documents
from documents.blocks.folding import UPPER, bare_words, capital_share, cell_line
from documents.blocks.values import Block
from documents.head.letterhead import (
    LETTERHEAD_LINES,
    TRACKED,
    Letterhead,
    join_columns,
    kind_of_line,
    kind_of_number,
    read_attached,
    read_letterhead,
)
from documents.head.names import LEVELS, authority_name
from documents.head.places import known_province
from documents.head.signature import read_signature
from documents.head.years import target_years, years_of
from documents.prose.sentences import Passage, ProseLine, passages_of, prose_lines
from workflow.plan import PlanHead

BASIS = re.compile(
    r"^\W*(?:căn cứ|thực hiện|thi hành|triển khai|tiếp nhận|tiếp theo|trên cơ sở|theo|xét|nhằm|để|kính gửi|sau khi)\b",
    re.IGNORECASE,
)
OCR_BASIS = re.compile(r"^(?:can cu|thuc hien|tiep nhan|theo)\b")
ENACTING = re.compile(
    r"\b(?P<issuer>(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd)\s+(?P<level>tỉnh|thành phố|huyện|xã|phường|đặc khu)"
    rf"(?P<name>(?:\s+(?-i:[{UPPER}])\w*)*))\s+(?:ban hành|xây dựng|báo cáo|triển khai|yêu cầu|đề nghị|thông báo)",
    re.IGNORECASE,
)
# Under a decision's title, in capitals: who decides.
AUTHORITY_LINE = re.compile(
    r"^(?:CHỦ TỊCH\s+)?(?P<issuer>(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN)"
    r"(?:\s+(?:TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG|ĐẶC KHU).*)?)$|^(?:GIÁM ĐỐC|BỘ TRƯỞNG|THỦ TƯỚNG|CHỦ TỊCH)\b"
)
SIGNED_BY_COMMITTEE = re.compile(r"\btm uy ban nhan dan\b")
CLOSING = re.compile(r"^\W*(?:nơi nhận|noi nh[aâ]n|noi nhin|TM\s*\.|T/M)", re.IGNORECASE)
FIRST_HEADING = re.compile(r"^\W*(?:[IVX]{1,5}|A|1|(?i:Phần\s+\w+|Điều\s+1))\s*[.:)]\s*\S")
SUBJECT = re.compile(r"\bV/v\s*:?\s*(?P<subject>.+)$", re.IGNORECASE)
# "Quyết định này thay thế …" right below a title speaks of the document, and isn't what it is about.
_OF_ITSELF = re.compile(rf"^\W*{KIND}\s+này\b", re.IGNORECASE)
RULE = re.compile(r"^[\s\-_*=–—.]+$")
IN_PROVINCE = re.compile(r"\b(?:tỉnh|thành phố)\s+(?P<two>\w+\s+\w+)(?P<third>\s+\w+)?", re.IGNORECASE)
_LONGEST_TITLE = 8
_COMMITTEE = "ủy ban nhân dân"


@dataclass(frozen=True)
class _Parts:
    """The document's lines by what they are for.

    `opening` is the basis and the enacting words, `body` what is ordered, `closing` recipients and signature; the first
    line of `appendices` is an appendix's caption. Without headings, `opening` is only what reads like a basis.
    """

    top: tuple[ProseLine, ...] = ()
    kind: str = ""
    title: str = ""
    opening: tuple[ProseLine, ...] = ()
    body: tuple[ProseLine, ...] = ()
    closing: tuple[ProseLine, ...] = ()
    appendices: tuple[ProseLine, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """All lines of the main text."""
        return tuple(line.text for line in (*self.top, *self.opening, *self.body, *self.closing))


def read_head(blocks: Sequence[Block]) -> PlanHead:
    """The head of a document. What is blank or lost stays "" or None: the caller tells a person."""
    lines = prose_lines(blocks)
    parts = head_parts(lines)
    letterhead = read_letterhead(parts.top)
    above = [cell_line(line.text) for line in (*parts.top, *parts.appendices)]
    attached_kind, attached = read_attached(above)
    if not (letterhead.number or attached.number or parts.kind):
        attached_kind, attached = read_attached([cell_line(line.text) for line in lines[:LETTERHEAD_LINES]], TRACKED)
    number = letterhead.number or attached.number
    issued = letterhead.issued_on or attached.issued_on
    opening, body = passages_of(parts.opening), passages_of(parts.body)
    signer, signer_title = read_signature((*parts.body, *parts.closing))
    title = parts.title or _subject(parts.top)
    return PlanHead(
        number=number,
        issued_on=issued,
        kind=parts.kind or attached_kind or (kind_of_number(number) if number else ""),
        issuer=_issuer(parts, letterhead, attached, opening),
        title=title,
        place=letterhead.place,
        signer=signer,
        signer_title=signer_title,
        years=_years(parts.title, opening, body, issued.year if issued else None),
        basis=cited_numbers(passage.text for passage in opening if not ENACTING.match(passage.text)),
        supersedes=superseded_documents((title, *(passage.text for passage in (*opening, *body)))),
        amends=amended_document(title, (passage.text for passage in (*opening, *body))),
    )


def head_parts(lines: Sequence[ProseLine]) -> _Parts:
    """The lines parted at the kind ("KẾ HOẠCH"), the title's end, the first heading, the recipients, the appendix.

    A plan that follows the decision which issues it adds its text to the decision's body.
    """
    lines = join_columns(lines)
    end = _first(lines, lambda line: appendix_of(line.text) is not None)
    main, appendices = _kind_joined(tuple(lines[:end])), tuple(lines[end:])
    close = _first(main, lambda line: CLOSING.match(line.text) is not None)
    issued = close + _first(main[close:], lambda line: kind_of_line(line.text) != "")
    enclosed = main[issued + 1 :]
    enclosed = enclosed[: _first(enclosed, lambda line: CLOSING.match(line.text) is not None)]
    top, kind, title, rest = _begun(main[:close])
    first = _first(rest, lambda line: FIRST_HEADING.match(line.text) is not None)
    if first == len(rest):
        first = _first(rest, lambda line: not (line.text[0].islower() or _is_opening(line.text)))
    return _Parts(
        top=top,
        kind=kind,
        title=title,
        opening=rest[:first],
        body=(*rest[first:], *enclosed),
        closing=main[close:issued],
        appendices=appendices,
    )


def _begun(lines: tuple[ProseLine, ...]) -> tuple[tuple[ProseLine, ...], str, str, tuple[ProseLine, ...]]:
    """Letterhead, kind, title and what follows; without a kind the letterhead ends where the basis begins."""
    near = lines[: LETTERHEAD_LINES * 2]
    at = _first(near, lambda line: kind_of_line(line.text) != "")
    if at == len(near):
        at = min(_first(lines, lambda line: BASIS.match(line.text) is not None), LETTERHEAD_LINES)
        return lines[:at], "", "", lines[at:]
    title = _title_lines(lines[at + 1 :])
    text = cell_line(" ".join(line.text for line in title if not RULE.match(line.text)))
    return lines[:at], kind_of_line(lines[at].text), text, lines[at + 1 + len(title) :]


def _is_opening(text: str) -> bool:
    return bool(BASIS.match(text) or AUTHORITY_LINE.match(text))


def _first(lines: Sequence[ProseLine], fits: Callable[[ProseLine], bool]) -> int:
    """The place of the first line that fits; the number of lines when none does."""
    return next((index for index, line in enumerate(lines) if fits(line)), len(lines))


def _kind_joined(lines: tuple[ProseLine, ...]) -> tuple[ProseLine, ...]:
    """The lines with a kind that a narrow page broke ("QUYẾT / ĐỊNH") on one line."""
    for index in range(min(len(lines) - 1, LETTERHEAD_LINES * 2)):
        both = f"{lines[index].text} {lines[index + 1].text}"
        if kind_of_line(both) and not kind_of_line(lines[index].text):
            return (*lines[:index], replace(lines[index], text=both), *lines[index + 2 :])
    return lines


def _title_lines(lines: Sequence[ProseLine]) -> list[ProseLine]:
    title: list[ProseLine] = []
    for line in lines[:_LONGEST_TITLE]:
        if title and not _goes_on(title, line):
            break
        title.append(line)
    return title


def _goes_on(title: Sequence[ProseLine], line: ProseLine) -> bool:
    """Whether a line is still the title: it begins small, goes on in capitals, or stands right below."""
    if _OF_ITSELF.match(line.text):
        return False
    if RULE.match(line.text) or RULE.match(title[-1].text):
        return RULE.match(line.text) is None and len(title) == 1
    if FIRST_HEADING.match(line.text) or ENACTING.match(line.text) or AUTHORITY_LINE.match(line.text):
        return False
    shouted = capital_share(title[-1].text) > 0.6
    if shouted or capital_share(line.text) > 0.8:
        return shouted and capital_share(line.text) > 0.6
    if line.text[0].islower():
        return True
    return not (line.apart or line.line == 0 or BASIS.match(line.text) or OCR_BASIS.match(bare_words(line.text)))


def _subject(top: Sequence[ProseLine]) -> str:
    """The subject of an official letter, which has no title."""
    return next(
        (re.split(r"\s{3,}|\t", match["subject"])[0].strip() for line in top if (match := SUBJECT.search(line.text))),
        "",
    )


def _years(
    title: str, preamble: Sequence[Passage], body: Sequence[Passage], issued: int | None
) -> tuple[int, int] | None:
    enacting = [match.string for passage in preamble if (match := ENACTING.search(passage.text))]
    for text in (title, *enacting):
        if years := years_of(text, issued=issued):
            return years
    return target_years(passage.text for passage in body)


def _issuer(parts: _Parts, letterhead: Letterhead, attached: Letterhead, preamble: Sequence[Passage]) -> str:
    """The issuer, from the letterhead; else from the appendix, the deciding or the signing words, the place added."""
    if letterhead.issuer and not _lacks_place(letterhead.issuer):
        return letterhead.issuer
    deciding = (match["issuer"] for line in parts.opening if (match := AUTHORITY_LINE.match(line.text)))
    enacting = (match["issuer"] for passage in preamble if (match := ENACTING.search(passage.text)))
    said = [
        attached.issuer,
        authority_name(next((issuer for issuer in deciding if issuer), "")),
        next(enacting, ""),
        letterhead.issuer,
        _committee(parts, preamble),
    ]
    # A name with its level ("… tỉnh") tells more than one without.
    name = next((name for name in said if " " in name and name.casefold() != _COMMITTEE), letterhead.issuer)
    if not name or name.casefold() == _COMMITTEE:
        return ""
    name = re.sub(r"^(?:UBND|Uỷ ban nhân dân)\b", "Ủy ban nhân dân", name)
    name = re.sub(r"\s(Tỉnh|Thành phố|Huyện|Xã|Phường)\b", lambda match: match[0].lower(), name)
    return f"{name} {_place(parts, letterhead)}".strip() if name.casefold().endswith(LEVELS) else name


def _lacks_place(name: str) -> bool:
    return name.casefold().endswith(LEVELS) or name.casefold() == _COMMITTEE


def _committee(parts: _Parts, preamble: Sequence[Passage]) -> str:
    """The committee of a scan without marks: signed "TM. UY BAN NHAN DAN", its level named in the preamble."""
    if not any(SIGNED_BY_COMMITTEE.search(bare_words(line.text)) for line in (*parts.body, *parts.closing)):
        return ""
    said = " ".join(bare_words(passage.text) for passage in preamble)
    level = next((level for level in LEVELS if f"uy ban nhan dan {bare_words(level)}" in said), "")
    return f"Ủy ban nhân dân {level}" if level else ""


def _place(parts: _Parts, letterhead: Letterhead) -> str:
    """The province, from the letterhead or as the text names it most often."""
    if letterhead.place:
        return letterhead.place
    texts = (parts.title, *parts.texts)
    said = Counter(
        province
        for text in texts
        for match in IN_PROVINCE.finditer(text)
        if (province := known_province(match[0]) or known_province(match["two"]))
    )
    return said.most_common(1)[0][0] if said else ""
