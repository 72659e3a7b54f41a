"""What a browser says of itself, as its owner would name it."""

# The first that fits: most browsers name those they descend from as well.
_BROWSERS = (
    ("Zalo", "Zalo"),
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS X", "máy Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
UNKNOWN = "Trình duyệt không rõ"


def device_words(said: str) -> str:
    """Return the browser and where it runs; what is unknown is left out.

    >>> device_words("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0")
    'Edge trên Windows'
    >>> device_words("curl/8.0")
    'Trình duyệt không rõ'
    """
    browser = _first(_BROWSERS, said)
    system = _first(_SYSTEMS, said)
    return f"{browser or 'Trình duyệt'} trên {system}" if system else browser or UNKNOWN


def _first(table: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for sign, name in table if sign in said), "")
