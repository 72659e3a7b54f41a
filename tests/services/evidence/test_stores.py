"""One narrow interface, two kinds of place: a folder and an object store keep, give, list and remove alike."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import Settings
from services.evidence.file_store import FileMissing, FileStore, StoreUnavailable, content_digest
from services.evidence.place import file_store
from tests.services.evidence.bucket import KEY, SECRET, Bucket, a_bucket


def settings(home: Path, **more: object) -> Settings:
    return Settings(_env_file=None, home=home, **more)  # type: ignore[call-arg, arg-type]


def in_bucket(home: Path, bucket: Bucket, **more: object) -> FileStore:
    known = {
        "files_place": "s3://dondoc/tep",
        "s3_endpoint": bucket.endpoint,
        "s3_region": "vn-1",
        "s3_key": KEY,
        "s3_secret": SECRET,
    }
    return file_store(settings(home, **known | more))


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FileStore]:
    with ExitStack() as stack:
        if request.param == "folder":
            yield file_store(settings(tmp_path))
        else:
            pytest.importorskip("obstore", reason="the extra s3 isn't installed")
            yield in_bucket(tmp_path, stack.enter_context(a_bucket()))


@pytest.fixture
def content(tmp_path: Path) -> Path:
    path = tmp_path / "noi-dung"
    path.write_bytes(b"Bao cao" * 1_000)
    return path


def test_a_content_is_kept_once_under_its_digest_and_read_back(store: FileStore, content: Path) -> None:
    digest = content_digest(content)
    store.keep(digest, content)
    store.keep(digest, content)
    assert content_digest(store.local(digest)) == digest
    [(name, since)] = store.contents()
    assert name == digest
    assert abs((datetime.now(UTC) - since).total_seconds()) < 3_600


def test_what_is_not_there_is_missing_and_removing_it_is_no_fault(store: FileStore, content: Path) -> None:
    digest = content_digest(content)
    assert list(store.contents()) == []
    with pytest.raises(FileMissing, match=digest[:16]):
        store.local(digest)
    store.remove(digest)
    store.keep(digest, content)
    store.remove(digest)
    assert list(store.contents()) == []


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path, content: Path) -> None:
    (tmp_path / "la-tep").write_text("x")
    broken = file_store(settings(tmp_path, files_place=str(tmp_path / "la-tep")))
    with pytest.raises(StoreUnavailable):
        broken.keep(content_digest(content), content)


def test_a_strange_file_in_the_folder_is_named_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "files" / "ab").mkdir(parents=True)
    (tmp_path / "files" / "ab" / ("f" * 64)).write_text("sai chỗ")
    (tmp_path / "files" / "ghi-chu.txt").write_text("x")
    assert [name for name, _ in file_store(settings(tmp_path)).contents()] == [f"ab/{'f' * 64}", "ghi-chu.txt"]


def test_what_comes_altered_from_a_bucket_is_given_to_nobody(tmp_path: Path, content: Path) -> None:
    pytest.importorskip("obstore", reason="the extra s3 isn't installed")
    digest = content_digest(content)
    with a_bucket() as bucket:
        in_bucket(tmp_path / "a", bucket).keep(digest, content)
        [key] = bucket.objects
        assert key == f"dondoc/tep/{digest[:2]}/{digest[2:4]}/{digest}"
        bucket.objects[key] = (b"khac", datetime.now(UTC))
        with pytest.raises(FileMissing):
            in_bucket(tmp_path / "b", bucket).local(digest)
        bucket.objects[key] = (content.read_bytes(), datetime.now(UTC))
        assert in_bucket(tmp_path / "b", bucket).local(digest).read_bytes() == content.read_bytes()


def test_a_bucket_that_refuses_or_is_away_is_told(tmp_path: Path, content: Path) -> None:
    pytest.importorskip("obstore", reason="the extra s3 isn't installed")
    with a_bucket() as bucket, pytest.raises(StoreUnavailable):
        in_bucket(tmp_path, bucket, s3_key="sai").keep(content_digest(content), content)
