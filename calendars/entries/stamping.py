"""Events that look otherwise in one address since its holder said so: the same revision, with a later stamp."""

import re
from datetime import datetime

from calendars.entries.writer import utc

_STAMPS = re.compile(rb"(?<=\r\n)(DTSTAMP|LAST-MODIFIED):(\d{8}T\d{6}Z)(?=\r\n)")


def stamped_since(event: bytes, moment: datetime) -> bytes:
    """Return a rendered event, as long as before, with stamps no earlier than the moment: ICSx5 looks at nothing else.

    No text can hold such a line: its line breaks are escaped.
    """
    earliest = utc(moment).encode()
    return _STAMPS.sub(lambda found: found[1] + b":" + max(found[2], earliest), event)
