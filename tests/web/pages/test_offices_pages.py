"""The pages of plans, agencies, notices and reports in a real browser, at every width."""

import pytest

from tests.browsers import Window

pytestmark = pytest.mark.browser


ADDRESSES = (
    *("/van-ban", "/van-ban/1"),
    *("/co-quan?loai=department&o=Sở+Nội+vụ%3B+Sở+Ý+tế", "/co-quan/so-noi-vu", "/co-quan/so-noi-vu/doi-ten"),
    *("/thong-bao", "/thong-bao/vi-sao?viec=2&nguoi=so", "/thong-bao/sang-mai", "/thong-bao/kenh", "/thong-bao/thang"),
    *("/thong-bao/thang/sua", "/thong-bao/thang/sua?van-ban=1"),
    *("/bao-cao", "/bao-cao?theo=nhiem-vu&ky=2026&ngay=04/3/2026"),
    *("/co-quan/so-noi-vu/them-can-bo", "/co-quan/nhap", "/co-quan/them", "/co-quan/cac-so-ban-nganh/bot-thanh-vien"),
    "/co-quan/cac-so-ban-nganh/bot-thanh-vien?thanh-vien=so-y-te",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_keeps_every_rule_and_fits_its_window(reading: Window, address: str) -> None:
    reading.open(address)
    assert reading.flaws() == []
