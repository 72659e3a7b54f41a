"""The short lists of words that a certain date may leave unread, and those that it may not.

A word is a syllable, as everywhere in the language: `thường xuyên` is two.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that bound, deny or condition. One that no rule has used may change the meaning of those that were.
STRUCTURAL = _words(
    """
    trước sau đến tới từ kể hết hằng mỗi kỳ nếu khi hoặc không chưa chẳng trường đối thay lùi hoãn dời cũ mới trở khoảng
    tính ngoài chậm muộn sớm quá ngay thứ giữa cuối tuần quý tháng năm giờ lần nay nghỉ trừ riêng bắt sinh hiệu lực trị
    liệu chốt khóa căn kéo gia hủy bỏ ký
    """
)
# Words that say that something is to be done, never what for or when.
HARMLESS = _words(
    """
    hoàn thành xong thực hiện triển khai tổ chức gửi nộp trình ban hành thời gian hạn điểm mốc là và vào trong phải cần
    được các việc sẽ ngày kết thúc lúc cả yêu cầu đề nghị tham mưu xây dựng công bố phê duyệt thông qua tổng hợp giai
    đoạn sang lập báo cáo với theo đầu những này nêu đúng cuộc khẩn trương đưa sử dụng hệ thống văn bản
    """
)
# Syllables of the names of those who do it.
AGENCIES = _words(
    """
    ubnd hđnd mttq ttg vp bcđ ubmttq ủy uỷ ban nhân dân hội đồng sở bộ ngành phòng công an quân sự chỉ huy văn cục chi
    tổng tỉnh thành phố huyện xã phường thị trấn đặc khu thôn bản đảng đoàn mặt trận trung ương thường vụ trực chính phủ
    trưởng thủ tướng chủ tịch giám đốc lãnh đạo địa phương đơn vị cơ quan doanh nghiệp tâm viện học đầu tư tổ cấp bí thư
    bàn liên nội nông cán
    """
)
# The syllables with which such names begin.
AGENCY_HEADS = _words(
    """
    ubnd hđnd mttq ttg bcđ ubmttq ủy uỷ hội sở bộ ban phòng công quân văn cục chi tổng tỉnh thành huyện xã phường thị
    đặc thôn đảng đoàn mặt trung thường chính thủ chủ giám lãnh địa đơn cơ doanh viện trường tổ cấp bí liên
    """
)
# What follows these, up to the next mark, is a purpose or an address.
PURPOSES = _words("để nhằm qua về gửi cho phục làm bằng")
# Labels that are only the name of a period: "năm: trước 15/12".
UNITS = _words("tháng quý năm tuần ngày")
# Between a work without an end and a date these make the date another one's.
APART = _words("riêng sau hoàn thành xong")
# As in "Năm 2026 (hoàn thành trong tháng 6)". Any other word may name another task.
COMPLETION = _words("hoàn thành xong phải cần")

# Syllables that name nothing to wait for by themselves.
EMPTY_WORDS = _words(
    """
    nữa đây đó này kia ấy nọ khi thế vậy rồi sau trước trong ngoài không chưa có được bị thì là mà và hoặc của các những
    một số thời điểm gian hạn ngày lúc tháng quý năm tuần kỳ mỗi hằng hàng từ đến tới theo về cho với tại ở cùng cũng đã
    sẽ phải cần nào gì đều vẫn còn lại ra vào lên xuống chậm nhất muộn sớm tối thiểu đa ít nhiều hơn liền kề tiếp quy
    định khoản điều mục giờ phút trên dưới nêu nói ghi
    """
)
# Syllables that name an act, its beginning or its end, or the paper in which it results.
ACTS = _words(
    """
    hành duyệt ký kết thúc thông qua bố lực hết xong thành mạc giảng chức họp hội nghị phiên bầu cử nhận nộp gửi trình
    báo cáo dẫn quyết định luận đạo kiến cầu quả bản tư luật hoạch án công thu giao thanh tra kiểm giám sát xảy hiện
    sinh đổi cố hợp đồng cấp chọn thầu dụng triển khai lập nhập xếp dứt phục nhân đăng thẩm vấn giải thi lễ tết tuyển
    động kê nghỉ phát trao tặng khởi chuyển đầu xây dựng mua bán sửa bổ sung rà soát tổng đánh giá chủ trương phép bế
    đại xuất trưng đề xét phân hướng
    """
)
