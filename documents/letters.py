"""Vietnamese capitals and small letters as character classes: in Unicode they alternate, so a range takes in both."""

_ACCENTED = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
UPPER = f"A-Z{_ACCENTED}"
LOWER = f"a-z{_ACCENTED.lower()}"
