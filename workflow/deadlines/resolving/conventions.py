"""The rules that apply once an expression is read: years, cycles, days off. `docs/deadlines.md` lists them.

What an office may change about them is in `config/deadline_rules.toml`.
"""

from typing import NamedTuple


class Convention(NamedTuple):
    """A rule of resolving; name and source are Vietnamese, as an official reads them."""

    id: str
    name: str
    source: str = ""


CONVENTIONS = (
    Convention("nam-cua-van-ban", "Ngày, tháng không ghi năm lấy năm của kế hoạch, nếu không có thì năm ban hành"),
    Convention("nam-tinh-tu-nam-ban-hanh", "“Năm sau”, “năm nay”, “năm trước” tính từ năm ban hành văn bản"),
    Convention("khong-ghi-nam-thi-nam-sau", "Không ghi năm mà như vậy đã qua lâu trước ngày ban hành thì lấy năm sau"),
    Convention("qua-nam-moi", "Khoảng thời gian không ghi năm, kéo dài sang năm sau, thì lấy lần sắp tới"),
    Convention("nhieu-nam-thi-hang-nam", "Ngày không ghi năm trong kế hoạch nhiều năm lặp lại hằng năm"),
    Convention(
        "dau-giua-cuoi-la-ngay",
        "Giữa tháng là ngày 15, giữa năm là 30/6, cuối là ngày cuối cùng; đầu chỉ là ước chừng",
        "Bộ luật Dân sự 2015, điều 146 khoản 2 và 3",
    ),
    Convention("chu-ky-khong-ngay", "Chu kỳ không ghi ngày thì hạn là ngày cuối kỳ"),
    Convention("chu-ky-khong-ro", "“Định kỳ” không ghi bao lâu một lần thì cần hỏi lại"),
    Convention(
        "ngay-nghi-thi-chuyen",
        "Thời hạn tính bằng ngày, tuần, tháng, năm kết thúc vào ngày nghỉ thì chuyển sang ngày làm việc tiếp theo",
        "Bộ luật Dân sự 2015, điều 148 khoản 5",
    ),
    Convention("nhieu-thoi-han", "Nhiều thời hạn trong một ô: phải làm tất cả, hoặc một trong các trường hợp"),
    Convention("nhu-tren", "“Như trên” lấy thời hạn của dòng trên"),
    Convention("o-trong", "Ô trống, dấu gạch ngang: chưa ghi thời hạn"),
    Convention("khong-doc-duoc", "Không đọc được thì không đoán"),
)
