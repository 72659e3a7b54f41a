"""The colours that an address may have in its readers' programs: a CSS3 name (RFC 7986) and Apple's own code each."""

from enum import StrEnum


class FeedColor(StrEnum):
    """A colour by its CSS3 name; what isn't chosen is by the kind of calendar."""

    BLUE = "steelblue"
    GREEN = "seagreen"
    GOLD = "darkgoldenrod"
    PURPLE = "slateblue"
    RED = "firebrick"
    ORANGE = "chocolate"
    TEAL = "teal"
    GRAY = "slategray"

    @property
    def code(self) -> str:
        return _LOOKS[self][0]

    @property
    def word(self) -> str:
        """What commands take and lists show."""
        return _LOOKS[self][1]

    @property
    def label(self) -> str:
        """What forms offer."""
        return _LOOKS[self][2]


_LOOKS = {
    FeedColor.BLUE: ("#4682B4", "xanh-duong", "xanh dương"),
    FeedColor.GREEN: ("#2E8B57", "xanh-la", "xanh lá"),
    FeedColor.GOLD: ("#B8860B", "vang", "vàng"),
    FeedColor.PURPLE: ("#6A5ACD", "tim", "tím"),
    FeedColor.RED: ("#B22222", "do", "đỏ"),
    FeedColor.ORANGE: ("#D2691E", "cam", "cam"),
    FeedColor.TEAL: ("#008080", "xanh-ngoc", "xanh ngọc"),
    FeedColor.GRAY: ("#708090", "xam", "xám"),
}
