"""The trail in words: what each act and object is called in Vietnamese."""

ACTS = {
    "accounts.committee.created": "Lập ban chỉ đạo",
    "accounts.committee.renamed": "Đổi tên ban chỉ đạo",
    "accounts.committee_area.added": "Thêm địa bàn cho ban chỉ đạo",
    "accounts.committee_area.removed": "Bỏ địa bàn của ban chỉ đạo",
    "accounts.member.ended": "Cho thôi thành viên ban chỉ đạo",
    "accounts.member.seated": "Thêm thành viên ban chỉ đạo",
    "accounts.officer.changed": "Sửa tài khoản",
    "accounts.officer.created": "Tạo tài khoản",
    "accounts.officer.unlocked": "Mở khóa tài khoản",
    "accounts.password.changed": "Tự đổi mật khẩu",
    "accounts.password.reset": "Đặt lại mật khẩu",
    "accounts.scope.added": "Giao địa bàn",
    "accounts.scope.ended": "Kết thúc giao địa bàn",
    "areas.population.corrected": "Sửa dân số",
    "areas.population.entered": "Nhập dân số",
    "areas.village.added": "Thêm thôn",
    "areas.village.ended": "Kết thúc thôn",
    "areas.village.renamed": "Đổi tên thôn",
    "documents.attachment.kept": "Lưu bản quét",
    "documents.attachment.opened": "Mở bản quét",
    "households.delay.told": "Ghi lý do chậm",
    "households.household.created": "Lập hộ",
    "households.household.edited": "Sửa hộ",
    "households.household.head_changed": "Đổi chủ hộ",
    "households.household.member_added": "Thêm thành viên",
    "households.household.member_ended": "Thành viên rời hộ",
    "households.household.moved": "Chuyển nơi ở",
    "households.household.person_edited": "Sửa thành viên",
    "households.household.returned": "Hộ trở lại",
    "households.household.viewed": "Xem hộ",
    "households.list.imported": "Nhập danh sách",
    "households.list.received": "Tải lên danh sách",
    "households.household.split": "Tách hộ",
    "households.household.split_off": "Lập hộ do tách hộ",
    "households.household.merged": "Nhập vào hộ khác",
    "households.household.absorbed": "Nhận hộ khác nhập vào",
    "households.household.taken_over": "Chuyển hộ sang đơn vị hành chính mới",
    "households.personal_id.revealed": "Xem số định danh",
    "households.review.begun": "Bắt đầu nhập phiếu rà soát",
    "households.review.continued": "Nhập tiếp phiếu rà soát",
    "households.review.reopened": "Mở lại phiếu rà soát",
    "households.review.moved": "Chuyển phiếu rà soát theo hộ",
    "households.comment.answered": "Trả lời ý kiến của cấp trên",
    "households.grid.viewed": "Xem bảng rà soát của thôn",
    "households.review.compared": "So các lần trả lời của phiếu",
    "households.review.withdrawn": "Rút hộ khỏi đợt rà soát",
    "households.review.requested": "Đưa hộ vào đợt rà soát",
    "households.review.submitted": "Nộp phiếu rà soát",
    "households.review.viewed": "Xem phiếu rà soát",
    "households.round.closed": "Đóng đợt rà soát",
    "households.round.opened": "Mở đợt rà soát",
    "households.scorecard.loaded": "Nạp bảng điểm B1",
    "reports.form.downloaded": "Tải biểu",
    "reports.form.requested": "Lập biểu",
    "reports.summary.requested": "Tổng hợp lại số liệu",
}

OBJECTS = {
    "area": "Thôn",
    "attachment": "Tệp đính kèm",
    "committee": "Ban Chỉ đạo",
    "delay": "Lý do chậm",
    "household": "Hộ",
    "import": "Lần nhập",
    "reform": "Chuyển đổi đơn vị hành chính",
    "officer": "Cán bộ",
    "person": "Nhân khẩu",
    "population": "Dân số",
    "report_run": "Biểu",
    "review": "Phiếu",
    "round": "Đợt rà soát",
    "scorecard": "Bảng điểm",
    "summary_run": "Lần tổng hợp",
}


def act_in_words(act: str) -> str:
    """What an act is called; an act of a former version keeps its own name."""
    return ACTS.get(act, act)


def object_in_words(kind: str, object_id: int | None) -> str:
    """ "Hộ 12": what an entry is about."""
    noun = OBJECTS.get(kind, kind)
    return noun if object_id is None else f"{noun} {object_id}"
