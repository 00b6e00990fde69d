"""The pack's cover sheet: what of and of when it is, what is in it, how to check it."""

from collections.abc import Sequence
from dataclasses import dataclass

from households.papers.common import years_of
from povertyportal.documents.papers import compile_paper
from povertyportal.ui.numbers import vietnamese
from reports.packs import sample
from reports.packs.subject import Entry, Part, Subject
from reports.packs.zipping import SUMS
from reports.services import risk

PATH = "00-bia.pdf"
# Told on the cover, since whoever opens the pack may never have seen the portal.
UNIX = f"sha256sum -c {SUMS}"
WINDOWS = (
    f"Get-Content {SUMS} | % {{ $s, $t = $_ -split ' +', 2; "
    "if ((Get-FileHash $t).Hash -ne $s) { $t } }"
)


@dataclass(frozen=True)
class Contents:
    """What a part came to: its files and the rows of its lists."""

    part: Part
    files: int
    rows: int


def cover(subject: Subject, contents: Sequence[Contents]) -> Entry:
    """The cover sheet of a pack that holds these parts."""
    data = {
        "title": f"Gói hồ sơ kiểm tra: {subject.where}",
        "facts": [
            ["Địa bàn", f"{subject.where} (mã {subject.area.code})"],
            ["Đợt rà soát", subject.round.name],
            ["Chuẩn nghèo", ", ".join(map(years_of, subject.round.standards))],
            ["Số xã", vietnamese(len(subject.places))],
            ["Như cổng đã biết lúc", subject.when],
            ["Lúc chốt", subject.exactly],
            ["Số hộ chọn mẫu", vietnamese(subject.size)],
            ["Cách phân bổ mẫu", risk.METHODS[subject.method]],
            ["Mã chọn mẫu", subject.seed],
        ],
        "parts": [
            [
                each.part.name,
                each.part.folder,
                vietnamese(each.files),
                vietnamese(each.rows) if each.rows else "",
            ]
            for each in contents
        ],
        "method": sample.method_words(subject),
        "checks": [
            {"where": "Linux, macOS (lệnh shasum -a 256 -c cũng được)", "how": UNIX},
            {"where": "Windows PowerShell: không in tệp nào là đúng", "how": WINDOWS},
        ],
        "sums": SUMS,
        "notes": _notes(),
    }
    return Entry(PATH, compile_paper("pack", data))


def _notes() -> list[str]:
    return [
        "Mọi số liệu, danh sách và giấy tờ là như cổng đã biết vào lúc ghi trên; điều "
        "ghi hoặc sửa sau lúc đó không có trong gói. Lập lại gói với cùng địa bàn, "
        "đợt, lúc chốt và cách chọn mẫu thì được tệp giống từng byte.",
        "Trong gói không có số định danh cá nhân, người khiếu nại và lời khiếu nại. "
        "Bản quét, ảnh là tệp như lúc lưu.",
        "Gói có thông tin của hộ gia đình: chỉ dùng cho việc kiểm tra, giữ và hủy theo "
        "quy định về bảo vệ dữ liệu cá nhân.",
    ]
