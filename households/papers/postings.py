"""The posted list (niêm yết công khai): name, village and class, nothing else.

Personal ids, birth dates, health and income may not hang in public (Law 91/2025/QH15
on personal data; our reading of it), so nothing of that kind is read here.
"""

from collections.abc import Iterator

from households.models import PublicPosting
from households.papers.common import (
    Asked,
    Texts,
    class_of,
    committee_of,
    count,
    result_heads,
    round_words,
)
from povertyportal.documents.letterhead import head, on_behalf

WHO = ("TT", "Họ và tên chủ hộ", "Thôn, tổ dân phố")


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
        "heads": heads_of(found),
        "rows": rows,
        "totals": f"Tổng số: {count(len(rows), 'hộ')}.",
        "notes": _notes(found),
        "recipients": ["Nơi niêm yết;", "Ban Chỉ đạo rà soát cấp xã;", "Lưu: VT."],
        "signer": on_behalf(),
    }


def standards_on(found: PublicPosting) -> list[str]:
    """The standards it hangs under: the round's, or the only one of them."""
    hung = set(found.rows.values_list("outcome__standard", flat=True))
    standards = found.place.round.standards
    return [code for code in standards if code in hung] or standards


def heads_of(found: PublicPosting) -> list[str]:
    """The heads of its columns, a result a standard."""
    return [*WHO, *result_heads(standards_on(found))]


def rows_of(found: PublicPosting) -> Iterator[list[str]]:
    """A row a household, by village and name: head, village, results."""
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
    standards = standards_on(found)
    for name, village, classes in households.values():
        yield [name, village, *(class_of(classes.get(code)) for code in standards)]


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
