"""The addresses of the web pages that messages point at."""


def duty_url(base_url: str, assignment_id: int) -> str:
    """The page of one duty: `base_url` is where the installation's web pages are, with or without its last slash."""
    return f"{base_url.rstrip('/')}/viec/{assignment_id}"


def trigger_url(base_url: str, trigger_id: int) -> str:
    """The page on which an awaited event is marked as having happened."""
    return f"{base_url.rstrip('/')}/su-kien/{trigger_id}"
