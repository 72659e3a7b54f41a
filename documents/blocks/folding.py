"""How printed text is folded: the text of a cell into one line, and words into a form that can be compared."""

import re
import unicodedata

from base.plain_letters import strip_marks

# PDFium and pdfminer write a hyphen at a line's end as one of these; Word has its own two hyphens.
_STRANGE = str.maketrans(
    {
        "\u0002": "-",
        "\ufffe": "-",
        "\u2010": "-",
        "\u2011": "-",
        "\u00ad": None,
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\ufeff": None,
        "\u00a0": " ",
        "\u00d0": "Đ",  # the Icelandic eth looks the same and slips in from old keyboards
    }
)
# "03-⏎QĐ/BCĐ" and "NĐ-⏎CP" are one number broken by a narrow column; "2025 -⏎2030" is not.
_BROKEN_NUMBER = re.compile(r"(?<=[0-9A-ZĐ])-\s*\n\s*(?=[0-9A-ZĐ])")
# "15/4/20⏎26": a year never breaks where words do.
_BROKEN_YEAR = re.compile(r"(?<=[/.\-])(?=[12])(\d{1,3})\s*\n\s*(\d{1,3})(?![\d/.\-])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")

# In Unicode capitals and small letters alternate, so a range takes in both.
_ACCENTED = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
UPPER = f"A-Z{_ACCENTED}"
LOWER = f"a-z{_ACCENTED.lower()}"


def tidy(text: str) -> str:
    """The text in composed letters and plain hyphens and blanks; line breaks stay."""
    return _CONTROL.sub("", unicodedata.normalize("NFC", text.translate(_STRANGE)))


def cell_line(text: str) -> str:
    r"""A cell's text on one line: a line break becomes a blank, unless it only breaks a document's number.

    >>> cell_line("Quyết định số 03-\nQĐ/BCĐ ngày\n13/8/2025")
    'Quyết định số 03-QĐ/BCĐ ngày 13/8/2025'
    """
    whole = _BROKEN_YEAR.sub(_year, _BROKEN_NUMBER.sub("-", tidy(text)))
    return _BLANKS.sub(" ", whole).strip()


def _year(broken: re.Match[str]) -> str:
    year = broken[1] + broken[2]
    return year if len(year) == len("2026") and year.startswith(("19", "20")) else broken[0]


def bare_words(text: str) -> str:
    """The words without marks, capitals and punctuation, to compare wordings and survive slips of accents.

    >>> bare_words("Kết quả/ sản phẩm (dự kiến)")
    'ket qua san pham du kien'
    """
    return " ".join(re.findall(r"[a-z0-9]+", strip_marks(tidy(text).lower())))


def capital_share(text: str) -> float:
    """The share of capitals among the letters, 0 when there is none."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) / len(letters) if letters else 0.0
