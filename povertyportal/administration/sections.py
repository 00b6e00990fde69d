"""The parts of the administration: an officer sees those his role may use."""

from dataclasses import dataclass

from django.urls import reverse

from povertyportal.accounts.access import Act, can
from povertyportal.accounts.models import Officer


@dataclass(frozen=True)
class Section:
    """One part: its name, its address, what it is for."""

    label: str
    name: str
    act: Act | None
    lead: str

    @property
    def url(self) -> str:
        """Where the part begins."""
        is_ours = ":" not in self.name
        return reverse(f"administration:{self.name}" if is_ours else self.name)


SECTIONS = (
    Section(
        "Cán bộ",
        "officer-list",
        Act.MANAGE_OFFICERS,
        "Tài khoản, vai trò, địa bàn phụ trách, mật khẩu.",
    ),
    Section(
        "Ban Chỉ đạo",
        "committee-list",
        Act.MANAGE_OFFICERS,
        "Các ban chỉ đạo, địa bàn và thành viên.",
    ),
    Section(
        "Mã truy cập hệ thống",
        "token-list",
        Act.MANAGE_OFFICERS,
        "Hệ thống khác đọc số liệu qua API: cấp mã, thu hồi.",
    ),
    Section(
        "Thôn, tổ dân phố",
        "village-list",
        Act.EDIT_AREAS,
        "Thêm, đổi tên, kết thúc hoặc nhập danh sách thôn của các xã.",
    ),
    Section(
        "Dân số",
        "population-list",
        Act.EDIT_AREAS,
        "Tổng số hộ, nhân khẩu của xã: mẫu số của các tỷ lệ.",
    ),
    Section(
        "Lịch nghỉ",
        "workday-list",
        Act.EDIT_PROCEDURE,
        "Ngày nghỉ lễ, Tết, ngày làm bù: để tính thời hạn theo ngày làm việc.",
    ),
    Section(
        "Quy trình rà soát",
        "season:procedure-list",
        Act.EDIT_PROCEDURE,
        "Các bước, thời hạn của từng thời kỳ và căn cứ của chúng.",
    ),
    Section(
        "Cột dân tộc của biểu",
        "reports:ethnicities",
        Act.EDIT_PROCEDURE,
        "Các dân tộc có cột riêng trong biểu 9, dân tộc tại chỗ của tỉnh.",
    ),
    Section(
        "Nhật ký",
        "audit-list",
        Act.VIEW_AUDIT,
        "Ai đã làm gì, với hồ sơ nào, khi nào, vì sao.",
    ),
    Section(
        "Tra cứu địa bàn",
        "area-search",
        None,
        "Tên, mã, thời gian của đơn vị hành chính, trước và sau 01/07/2025.",
    ),
)


def sections_for(officer: Officer) -> list[Section]:
    """The parts that the officer's role may use, in order."""
    return [part for part in SECTIONS if part.act is None or can(officer, part.act)]
