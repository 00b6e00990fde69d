"""The recognition decision (Mẫu 02) with its lists."""

import re
from collections.abc import Iterator

from households.models import DecisionRow, RecognitionDecision
from households.papers.common import (
    Asked,
    Texts,
    chairman_of,
    class_of,
    committee_of,
    count,
    plain_day,
    round_words,
)
from households.rules.standards import standard as standard_of
from povertyportal.documents.letterhead import (
    DOTS,
    chairman,
    day_in_words,
    head,
    in_sentence,
)

State = RecognitionDecision.State
List = DecisionRow.List
# The four lists of Mẫu 02 are always there; the fifth when somebody is on it.
ALWAYS = (List.POOR, List.NEAR_POOR, List.ESCAPED_POOR, List.ESCAPED_NEAR_POOR)
LISTS = (*ALWAYS, List.AVERAGE)
HEADS = ("TT", "Họ và tên chủ hộ", "Thôn, tổ dân phố", "Số khẩu", "Ghi chú")
WORKER_HEADS = ("TT", "Họ và tên", "Thôn, tổ dân phố", "Năm sinh", "Ghi chú")


def decision(found: RecognitionDecision, asked: Asked) -> Texts:
    """The decision as signed, or as a draft for signature."""
    commune = found.commune
    lists = lists_of(found)
    articles = list(_articles(found, lists))
    return {
        "title": f"Quyết định {number_of(found)}",
        "draft": found.state != State.SIGNED,
        "head": head(commune, number=number_of(found), on=found.signed_on),
        "about": _about(found),
        "authority": chairman_of(commune).upper(),
        "grounds": _grounds(found),
        "articles": [
            {"name": f"Điều {number}.", "text": text}
            for number, text in enumerate(articles, 1)
        ],
        "recipients": [
            f"Như Điều {len(articles)};",
            "Cơ quan cấp trên trực tiếp;",
            "Lưu: VT.",
        ],
        "signer": chairman(found.signer_position, found.signer_name),
        "lists": lists,
    }


def number_of(found: RecognitionDecision) -> str:
    """Its number with its symbol; open while there is none."""
    return found.number or f"{DOTS}/QĐ-UBND"


def named(found: RecognitionDecision) -> str:
    """ "Quyết định số 12/QĐ-UBND ngày 05 tháng 02 năm 2026 của Chủ tịch ..."."""
    return (
        f"Quyết định số {number_of(found)} {day_in_words(found.signed_on)} của "
        f"{chairman_of(found.commune)}"
    )


def lists_of(found: RecognitionDecision) -> list[Texts]:
    """Each list with its rows; three queries."""
    rows: dict[str, list[list[str]]] = {name: [] for name in LISTS}
    # As they were drawn, by village and name: who heads a household may change later,
    # the numbers of the signed lists do not.
    listed = found.rows.exclude(list=List.NONE).order_by("pk")
    listed = listed.select_related("review__village")
    for each in listed:
        rows[each.list].append(_row(each))
    given = [name for name in LISTS if name in ALWAYS or rows[name]]
    lists = [_list(found, List(name).label, HEADS, rows[name]) for name in given]
    workers = list(_workers(found))
    if workers:
        label = "Người lao động có thu nhập thấp"
        lists.append(_list(found, label, WORKER_HEADS, workers, "người"))
    return lists


def _row(row: DecisionRow) -> list[str]:
    """A household; the note says what it was, where the list does not."""
    former, note = row.former_class, ""
    if former and row.list in {List.POOR, List.NEAR_POOR} and former != row.list:
        note = f"Trước: {class_of(former).lower()}"
    return [row.head_name, row.review.village.name, str(row.persons), note]


def _workers(found: RecognitionDecision) -> Iterator[list[str]]:
    """Where they lived when they were reviewed, in the order of the decision."""
    rows = found.workers.select_related("person", "request__review__village")
    for each in rows.order_by("pk"):
        review = each.request.review
        born = each.person.birth_year
        name = review.village.name if review else ""
        yield [each.person.name, name, str(born) if born else "", ""]


def _list(
    found: RecognitionDecision,
    label: str,
    heads: tuple[str, ...],
    rows: list[list[str]],
    noun: str = "hộ",
) -> Texts:
    return {
        "label": label,
        "name": f"Danh sách {label}".upper(),
        "with": f"(Kèm theo {named(found)})",
        "heads": list(heads),
        "rows": rows,
        "total": f"Tổng số: {count(len(rows), noun)}.",
    }


def _about(found: RecognitionDecision) -> str:
    where = f"trên địa bàn {in_sentence(found.commune.name)}"
    what = "hộ nghèo, hộ cận nghèo, hộ thoát nghèo, hộ thoát cận nghèo"
    return f"Công nhận danh sách {what} {round_words(found.place)} {where}"


def _grounds(found: RecognitionDecision) -> list[str]:
    """What it rests on: instruments that the portal knows, by name."""
    law = standard_of(found.standard)
    procedure = found.place.round.procedure
    grounds = [
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
        f"Căn cứ {_cited(law.citation)};",
    ]
    if procedure is not None:
        grounds.append(f"Căn cứ {_cited(procedure.instrument)};")
    return [
        *grounds,
        "Căn cứ biên bản họp dân của các thôn, tổ dân phố và kết quả niêm yết công "
        "khai;",
        f"Theo đề nghị của Ban Chỉ đạo rà soát {in_sentence(found.commune.name)}.",
    ]


def _cited(instrument: str) -> str:
    """An instrument by name alone, as grounds name it: "Nghị định số 07/2021/NĐ-CP"."""
    return re.sub(r"^(\D+?) (\d)", r"\1 số \2", instrument.split(",")[0])


def _articles(found: RecognitionDecision, lists: list[Texts]) -> Iterator[str]:
    noun = {List.AVERAGE.label: "hộ có mức sống trung bình"}
    counts = "; ".join(
        f"{count(len(each['rows']), noun.get(each['label'], each['label'].lower()))}"
        for each in lists
    )
    yield (
        f"Công nhận {counts} trên địa bàn {in_sentence(found.commune.name)} (có danh "
        "sách kèm theo)."
    )
    if found.supersedes is not None:
        yield (
            f"Kết quả của các hộ trong danh sách kèm theo thay cho kết quả của các hộ "
            f"đó tại {named(found.supersedes)}. Lý do: {found.reason.rstrip('.')}."
        )
    until = f" đến trước ngày {plain_day(found.valid_to)}" if found.valid_to else ""
    yield (
        f"Danh sách có hiệu lực từ ngày {plain_day(found.valid_from)}{until}. Quyết "
        "định này có hiệu lực kể từ ngày ký."
    )
    yield (
        f"Văn phòng {committee_of(found.commune)}, các bộ phận chuyên môn, trưởng các "
        "thôn, tổ dân phố và các hộ gia đình có tên trong danh sách chịu trách nhiệm "
        "thi hành Quyết định này."
    )
