"""From one spelling to one agency: by its key, its head, the nouns of a vague group, or a likely slip."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from base.plain_letters import strip_marks
from workflow.agencies.spelling import FILLERS, NameVocabulary, key_of, name_words, toneless
from workflow.agencies.values import Agency
from workflow.deadlines.values.resolution import Certainty

# A slip is at most this far from the name, and the next best name at least this much farther.
SLIP_SCORE = 88.0
SLIP_MARGIN = 4.0
SUGGESTION_SCORE = 75.0
# A short word with another letter is another word ("Mỹ Lộc" is no slip of "Mỹ Lợi"); a long one may have lost a letter.
SLIP_WORD_LENGTH = 5

_PERSON = re.compile(
    r"^(?:đồng chí\s+|đ/c\s+)?(?:phó\s+)?(?:giám đốc|tổng giám đốc|thủ trưởng|người đứng đầu|chủ tịch|bí thư|"
    r"hiệu trưởng|chỉ huy trưởng|viện trưởng|chánh(?= văn phòng| thanh tra| án)|cục trưởng|"
    r"trưởng(?= ban| thuế)|lãnh đạo)"
    r"(?:,\s*(?:phó\s+)?(?:giám đốc|thủ trưởng|chủ tịch))*\s+(?:của\s+)?",
    re.IGNORECASE,
)
# Longest first: each covers one word of a vague group ("cơ quan, tổ chức có liên quan").
NOUNS = (
    "ủy ban nhân dân",
    "cơ quan chuyên môn", "cơ sở sản xuất", "cơ quan", "đơn vị", "tổ chức", "cá nhân", "địa phương", "đoàn thể",
    "doanh nghiệp", "hiệp hội", "huyện", "thành phố", "thị xã", "phường", "sở", "ban", "ngành", "hội", "xã",
    "đặc khu", "viện", "trường",
)  # fmt: skip
NOUN = re.compile(rf"\b(?:{'|'.join(NOUNS)})\b")
# Words that many names have and that tell none from its like.
_COMMON = re.compile(
    r"so|ban|bo|ubnd|uy|nhan|dan|tinh|thanh|pho|huyen|xa|phuong|dac|khu|cac|va|cua|co|quan|don|vi|cong|an|chi|cuc|trung|tam|"
    r"truong|dai|hoc|hoi|phong|van|thanh|tra|vien|benh|quan|ly|du|an"
)
# A body of a commune or a district is no body of the province.
_BELOW = frozenset(("huyen", "xa", "phuong", "quan"))
# The head that is left out most: "Nông nghiệp và Môi trường" among other departments.
_HEAD = "Sở"
RELATED = ("liên quan",)
_LEVELS = (
    *("thuộc tỉnh", "cấp tỉnh", "trên địa bàn tỉnh", "trong tỉnh", "của tỉnh", "tỉnh"),
    *("thuộc thành phố", "cấp thành phố", "trên địa bàn thành phố", "của thành phố"),
    *("cấp xã", "khác"),
)


@dataclass(frozen=True)
class Found:
    """What a spelling was taken for; no agency means that it fits none, and `reason` says what comes near."""

    agency: Agency | None
    certainty: Certainty = Certainty.CERTAIN
    reason: str = ""
    of_head: bool = False


@dataclass(frozen=True)
class Lookup:
    """The keys of a directory.

    `same` holds printed keys, `bare` those without the province, `unmarked` those without marks, `joined` those without
    blanks.
    """

    agencies: tuple[Agency, ...]
    vocabulary: NameVocabulary
    same: dict[str, list[Agency]] = field(init=False, default_factory=lambda: defaultdict(list))
    bare: dict[str, list[Agency]] = field(init=False, default_factory=lambda: defaultdict(list))
    unmarked: dict[str, list[Agency]] = field(init=False, default_factory=lambda: defaultdict(list))
    joined: dict[str, list[Agency]] = field(init=False, default_factory=lambda: defaultdict(list))
    nouns: dict[tuple[frozenset[str], bool], Agency] = field(init=False, default_factory=dict)
    tails: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Fill the keys, in directory order: the first agency of two with the same nouns wins."""
        province, level = self.vocabulary.province, self.vocabulary.level
        tails = (f"trên địa bàn {level}", f"{level} {province}" if province else "", level, province)
        self.tails.extend(self.key(tail) for tail in tails if tail)
        for agency in self.agencies:
            for spelling in (agency.name, *agency.aliases):
                key = self.key(spelling)
                _add(self.same, key, agency)
                _add(self.bare, self._local(key), agency)
                _add(self.unmarked, toneless(self._local(key)), agency)
                _add(self.joined, self._joined(spelling), agency)
            for related in (True, False) if agency.related is None else (agency.related,):
                if agency.nouns:
                    self.nouns.setdefault((agency.nouns, related), agency)

    def key(self, spelling: str) -> str:
        return key_of(name_words(spelling, self.vocabulary))

    def find(self, spelling: str) -> Found:
        """Who is meant, by the surest way that leads to somebody."""
        return self.sure(spelling) or self.headed(spelling) or self.likely(spelling) or self.slip(spelling)

    def sure(self, spelling: str) -> Found | None:
        """Who is meant beyond doubt: by the name, or as the head of that agency. None when it isn't that plain."""
        key = self.key(spelling)
        agencies = self.same.get(key) or self.bare.get(self._local(key)) or self.bare.get(self._local(key, place=True))
        if agencies and len(agencies) == 1:
            return Found(agencies[0], of_head=agencies[0].of_heads)
        rest = _PERSON.sub("", spelling)
        if rest != spelling and (found := self.sure(rest)):
            return Found(found.agency, of_head=True)
        return None

    def headed(self, text: str, heads: tuple[str, ...] = ()) -> Found | None:
        """Who is meant by a name without its head: certain under the heads of a list, assumed to be a sở otherwise."""
        for head in heads or (_HEAD,):
            found = self.sure(f"{head} {text}")
            if found and found.agency and not found.agency.is_group:
                reason = f"Thiếu chữ “{head}”; hiểu là “{found.agency.name}”"
                return found if heads else Found(found.agency, Certainty.ASSUMED, reason)
        return None

    def likely(self, spelling: str) -> Found | None:
        """Who is meant although something is off: no marks, a vague group of other nouns, blanks left out."""
        if found := self.vague(spelling):
            return found
        bare = toneless(self._local(self.key(spelling)))
        agencies = self.unmarked.get(bare) or self.joined.get(self._joined(spelling), [])
        return Found(agencies[0], Certainty.ASSUMED, _slip(agencies[0])) if len(agencies) == 1 else None

    def vague(self, spelling: str) -> Found | None:
        """The smallest group that holds every noun, when the spelling is nothing but the nouns of a vague group."""
        words = " ".join(word for word in name_words(spelling, self.vocabulary) if word not in FILLERS)
        related = any(f" {mark}" in words for mark in RELATED)
        for mark in (*RELATED, *_LEVELS):
            words = re.sub(rf" {mark}(?= |$)", "", words)
        nouns = frozenset(NOUN.findall(words))
        if not nouns or NOUN.sub("", words).strip():
            return None
        covering = [
            (len(held), agency) for (held, marked), agency in self.nouns.items() if marked == related and nouns <= held
        ]
        if not covering:
            return None
        size, agency = min(covering, key=lambda pair: pair[0])
        if size == len(nouns):
            return Found(agency)
        return Found(agency, Certainty.ASSUMED, f"Hiểu là nhóm “{agency.name}”, rộng hơn chữ in trong văn bản")

    def slip(self, spelling: str) -> Found:
        """The one name within a slip's distance; otherwise nobody, with the nearest name as a hint."""
        from rapidfuzz import fuzz, process

        bare = toneless(self._local(self.key(spelling)))
        if clash := self._clash(bare):
            return clash
        # Another first word is another sort of body: a ministry is no slip of the department of its field.
        names = [name for name in self.unmarked if name.partition(" ")[0] == bare.partition(" ")[0]]
        scored = process.extract(bare, names, scorer=fuzz.ratio, limit=4, score_cutoff=SUGGESTION_SCORE)
        near = [one for one in scored if comes_near(bare, one[0])]
        missing = f"Không có “{spelling}” trong danh bạ cơ quan"
        if not near:
            return Found(None, Certainty.NONE, missing)
        best, score, _ = near[0]
        agencies = self.unmarked[best]
        alone = all(score - other >= SLIP_MARGIN or self.unmarked[name] == agencies for name, other, _ in scored[1:])
        if score >= SLIP_SCORE and alone and len(agencies) == 1 and same_but_for_slips(bare, best):
            return Found(agencies[0], Certainty.ASSUMED, _slip(agencies[0]))
        return Found(None, Certainty.NONE, f"{missing}; gần nhất là “{agencies[0].name}”")

    def likeness(self, spelling: str, name: str) -> float:
        """Return how much of what tells a spelling's body apart another name says too, from 0 to 1."""
        given, other = (self._telling_words(text) for text in (spelling, name))
        shared = [word for word in given if any(same_but_for_slips(word, known) for known in other)]
        return len(shared) / len(given) if given else 1.0

    def _telling_words(self, spelling: str) -> list[str]:
        key = f" {toneless(self.key(spelling))} "
        for province in (self.vocabulary.province, *self.vocabulary.elsewhere):
            if province:
                key = key.replace(f" {toneless(key_of(name_words(province, self.vocabulary)))} ", " ")
        return _telling(key)

    def _clash(self, bare: str) -> Found | None:
        agencies = self.unmarked.get(bare, [])
        if len(agencies) < 2:
            return None
        names = " và ".join(f"“{agency.name}”" for agency in agencies)
        return Found(None, Certainty.NONE, f"Có thể là {names}; cần chọn một")

    def _joined(self, spelling: str) -> str:
        """All letters without marks and blanks, fillers too: "họcvà" and "hoc va" are the same."""
        return strip_marks("".join(name_words(spelling, self.vocabulary)))

    def _local(self, key: str, *, place: bool = False) -> str:
        """The key without the province at its end: it goes without saying in the province's own plans.

        A bare "Đồng Tháp" is cut only when `place` asks for it: it tells a university from "trường đại học".
        """
        for tail in self.tails if place else self.tails[:3]:
            if key.endswith(f" {tail}"):
                return key.removesuffix(f" {tail}")
        return key


def _add(index: dict[str, list[Agency]], key: str, agency: Agency) -> None:
    if agency not in index[key]:
        index[key].append(agency)


def same_but_for_slips(given: str, name: str) -> bool:
    """Whether two unmarked keys have the same words, long words with one letter amiss."""
    from rapidfuzz.distance import DamerauLevenshtein

    if len(given.split()) != len(name.split()):
        return False
    return all(
        a == b or (max(len(a), len(b)) >= SLIP_WORD_LENGTH and DamerauLevenshtein.distance(a, b) <= 1)
        for a, b in zip(given.split(), name.split(), strict=True)
    )


def comes_near(given: str, name: str) -> bool:
    """Whether one unmarked key has all words of the other that tell it from its like, a long word with a letter amiss.

    "xa tan hung" comes near no other commune: the words that they share tell only that both are one.
    """
    if not _BELOW.isdisjoint(given.split()) and _BELOW.isdisjoint(name.split()):
        return False
    shorter, longer = sorted((_telling(given), _telling(name)), key=len)
    if not shorter or len(shorter) * 2 < len(longer):
        return False
    return all(any(same_but_for_slips(word, other) for other in longer) for word in shorter)


def _telling(key: str) -> list[str]:
    return [word for word in key.split() if not _COMMON.fullmatch(word)]


def _slip(agency: Agency) -> str:
    return f"Chữ in khác tên trong danh bạ; hiểu là “{agency.name}”"
