"""What the framework says of a wrong value, in Vietnamese.

Its own translation knows few of these sentences; what our code says is Vietnamese
already and stays as it is.
"""

import re

# The framework's sentences, {name} standing for what it puts in; ours, in its order.
_WORDS = {
    "This field is required.": "Chưa có giá trị: tham số này bắt buộc.",
    "This field may not be null.": "Không được để null.",
    "This field may not be blank.": "Không được để trống.",
    "Must be a valid boolean.": "Ghi true hoặc false.",
    "Not a valid string.": "Ghi một chuỗi ký tự.",
    "A valid integer is required.": "Ghi số nguyên, ví dụ 2026.",
    "A valid number is required.": "Ghi số, dấu chấm trước phần thập phân.",
    "String value too large.": "Số quá dài.",
    "Ensure this value is less than or equal to {most}.": "Ghi số không quá {}.",
    "Ensure this value is greater than or equal to {least}.": "Ghi số từ {} trở lên.",
    "Ensure this field has no more than {most} characters.": (
        "Viết nhiều nhất {} ký tự."
    ),
    "Ensure this field has at least {least} characters.": "Viết ít nhất {} ký tự.",
    "Ensure that there are no more than {most} digits in total.": (
        "Viết nhiều nhất {} chữ số."
    ),
    "Ensure that there are no more than {most} decimal places.": (
        "Viết nhiều nhất {} chữ số thập phân."
    ),
    "Ensure that there are no more than {most} digits before the decimal point.": (
        "Viết nhiều nhất {} chữ số trước phần thập phân."
    ),
    "This value does not match the required pattern.": (
        "Giá trị viết chưa đúng dạng; xem cách viết trong tài liệu API."
    ),
    "Date has wrong format. Use one of these formats instead: {format}.": (
        "Ghi ngày theo dạng năm-tháng-ngày, ví dụ 2026-09-20."
    ),
    '"{input}" is not a valid choice.': (
        "“{}” không phải giá trị được chọn; xem các giá trị trong tài liệu API."
    ),
    'Invalid pk "{pk}" - object does not exist.': "Không có mã {}.",
    "Incorrect type. Expected pk value, received {type}.": "Ghi mã bằng số nguyên.",
    "Invalid data. Expected a dictionary, but got {type}.": (
        "Gửi một đối tượng JSON, ví dụ {{}}."
    ),
    "JSON parse error - {why}": "Nội dung gửi không phải là JSON đúng.",
    "Malformed request.": "Yêu cầu viết chưa đúng.",
    "Authentication credentials were not provided.": (
        "Chưa đăng nhập hoặc chưa gửi mã truy cập."
    ),
    'Unsupported media type "{type}" in request.': "Chỉ nhận JSON, không nhận {}.",
    "Invalid page.": "Không có trang này.",
    "Could not satisfy the request Accept header.": (
        "Không có dạng mà tiêu đề Accept yêu cầu."
    ),
}


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w+\}", sentence)
    return re.compile("(.+)".join(re.escape(part) for part in parts), re.DOTALL)


_KNOWN = [(_pattern(theirs), ours) for theirs, ours in _WORDS.items()]


def in_vietnamese(text: str) -> str:
    """A sentence of the framework in Vietnamese; any other as it is."""
    for pattern, ours in _KNOWN:
        if found := pattern.fullmatch(text):
            return ours.format(*found.groups())
    return text
