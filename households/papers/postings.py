"""The posted list (niêm yết công khai): name, village and class, nothing else.

Personal ids, birth dates, health and income may not hang in public (Law 91/2025/QH15
on personal data; our reading of it), so nothing of that kind is read here.
"""

from collections.abc import Iterator

from households.models import PublicPosting
from households.papers.common import (
    Asked,
    Texts,
    committee_of,
    count,
    results_in_words,
    round_words,
)
from povertyportal.documents.letterhead import head, on_behalf

HEADS = ("TT", "Họ và tên chủ hộ", "Thôn, tổ dân phố", "Kết quả rà soát")


def posting(found: PublicPosting, asked: Asked) -> Texts:
    """The list that hangs, with until when and where one may object."""
    commune = found.place.commune
    rows = list(rows_of(found))
    again = f" (niêm yết lại, lần {found.turn})" if found.reposting_of_id else ""
    return {
        "title": f"Danh sách niêm yết công khai lần {found.turn}",
        "head": head(commune, on=found.posted_on),
        "about": "Kết quả rà soát hộ nghèo, hộ cận nghèo "
        f"{round_words(found.place)}{again}",
        "period": f"(Niêm yết từ ngày {found.posted_on:%d/%m/%Y} đến hết ngày "
        f"{found.last_day:%d/%m/%Y})",
        "rows": rows,
        "totals": f"Tổng số: {count(len(rows), 'hộ')}.",
        "notes": _notes(found),
        "recipients": ["Nơi niêm yết;", "Ban Chỉ đạo rà soát cấp xã;", "Lưu: VT."],
        "signer": on_behalf(),
    }


def rows_of(found: PublicPosting) -> Iterator[list[str]]:
    """A row a household, by village and name: three texts."""
    standards = found.place.round.standards
    posted = (
        found.rows.order_by(
            "review__village__sort_key",
            "review__household__head_sort_key",
            "review_id",
        )
        .values_list(
            "review_id",
            "head_name",
            "review__village__name",
            "outcome__standard",
            "outcome__poverty_class",
        )
        .iterator()
    )
    households: dict[int, tuple[str, str, dict[str, str]]] = {}
    for review, name, village, standard, poverty_class in posted:
        known = households.setdefault(review, (name, village, {}))
        known[2][standard] = poverty_class
    for name, village, classes in households.values():
        # A round may hang under one of its standards only.
        under = [code for code in standards if code in classes] or standards
        told = results_in_words(under, [classes.get(code) for code in under])
        yield [name, village, told]


def _notes(found: PublicPosting) -> list[str]:
    commune = committee_of(found.place.commune)
    told = [f"Nơi niêm yết: {'; '.join(found.venues)}."]
    if found.loudspeaker:
        told.append("Đã thông báo trên hệ thống loa truyền thanh.")
    return [
        *told,
        f"Ai không đồng ý với kết quả trên nêu ý kiến với trưởng thôn hoặc {commune} "
        f"đến hết ngày {found.last_day:%d/%m/%Y}.",
    ]
