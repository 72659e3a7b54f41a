"""Files that a command line names to be read: one that isn't there is a wrong question, asked first."""

from pathlib import Path

from cli.usage import UsageFault


def existing_file(path: Path | None) -> Path | None:
    """Return the file an argument names, None for none. Raises `UsageFault` unless it is there and is no folder."""
    if path is None or (path.exists() and not path.is_dir()):
        return path
    raise UsageFault(
        given=str(path),
        place="Tệp đưa vào",
        reason="là thư mục, không phải tệp" if path.is_dir() else "không có",
        remedy="Kiểm tra đường dẫn và tên tệp rồi chạy lại; chưa có gì thay đổi.",
    )


def existing_files(paths: list[Path] | None) -> list[Path] | None:
    """Return the files of an option that may come several times. Raises as `existing_file` does."""
    for path in paths or ():
        existing_file(path)
    return paths
