"""The households to visit: drawn by chance, by risk, so that anybody can draw again."""

from collections.abc import Iterator

from households.models import Household
from households.papers.common import class_of
from reports import sampling
from reports.packs.subject import Entry, Subject
from reports.packs.tables import Column, table
from reports.services import risk

FOLDER = "10-mau-kiem-tra"


def files(subject: Subject) -> Iterator[Entry]:
    """The drawn households, and the strata they were drawn from."""
    found = risk.frame(subject.round, subject.communes, subject.at)
    strata = sampling.draw(
        (each.unit for each in found),
        size=subject.size,
        seed=subject.seed,
        method=subject.method,
    )
    names = {place.commune_id: place.commune.name for place in subject.places}
    yield _drawn(subject, found, strata, names)
    yield _strata(subject, strata, names)


def method_words(subject: Subject) -> list[str]:
    """How the sample is drawn, in sentences."""
    signs = [f"{risk.LABELS[sign]}: {risk.MARGINS[sign]}." for sign in sampling.RISKS]
    return [
        "Khung mẫu: mọi hộ có kết quả rà soát của đợt trong địa bàn, như đã biết lúc "
        "chốt gói. Chia theo xã, trong xã chia theo dấu hiệu rủi ro đầu tiên của hộ "
        "theo thứ tự dưới đây; hộ không có dấu hiệu nào là một nhóm riêng.",
        *signs,
        f"Số hộ của từng nhóm: {risk.METHODS[subject.method].lower()}, phần dư lớn "
        "nhất được thêm trước, mỗi nhóm ít nhất một hộ nếu cỡ mẫu cho phép. Trong "
        "nhóm, hộ xếp theo SHA-256 của “mã chọn mẫu|số hộ”, lấy từ đầu.",
    ]


def _drawn(
    subject: Subject,
    found: list[risk.AtRisk],
    strata: tuple[sampling.Stratum, ...],
    names: dict[int, str],
) -> Entry:
    columns = [Column("Xã", 20), Column("Thôn, tổ dân phố", 22), Column("Số hộ", 12)]
    columns += [Column("Chủ hộ", 26), Column("Địa chỉ", 30), Column("Kết quả", 22)]
    columns += [Column("B1", 7, "whole"), Column("B2", 7, "whole")]
    columns += [Column("Kết quả kỳ trước", 22), Column("B1 kỳ trước", 9, "whole")]
    columns += [Column("Nhóm rút", 28), Column("Các dấu hiệu", 50)]
    known = {each.household: each for each in found}
    wanted = [unit.household for stratum in strata for unit in stratum.drawn]
    homes = Household.objects.select_related("village").in_bulk(wanted)
    return table(
        subject,
        f"{FOLDER}/01-ho-duoc-chon",
        f"Mẫu {len(wanted)} hộ để kiểm tra; mã chọn mẫu “{subject.seed}”",
        columns,
        (
            [
                names[stratum.commune],
                *_home(homes[unit.household]),
                *_facts(known[unit.household]),
                risk.LABELS[stratum.risk],
                "; ".join(
                    risk.LABELS[sign] for sign in sampling.RISKS if sign in unit.risks
                ),
            ]
            for stratum in strata
            for unit in stratum.drawn
        ),
    )


def _home(household: Household) -> list[object]:
    village = household.village.name if household.village else ""
    return [village, household.number, household.head_name, household.address]


def _facts(each: risk.AtRisk) -> list[object]:
    former = class_of(each.former_class) if each.former_class else ""
    return [class_of(each.poverty_class), each.b1, each.b2, former, each.former_b1]


def _strata(
    subject: Subject, strata: tuple[sampling.Stratum, ...], names: dict[int, str]
) -> Entry:
    columns = [Column("Xã", 20), Column("Nhóm rút", 34), Column("Số hộ", 9, "whole")]
    columns += [Column("Số hộ chọn", 9, "whole"), Column("Dấu hiệu", 80)]
    return table(
        subject,
        f"{FOLDER}/02-cac-nhom",
        f"Các nhóm của mẫu: {subject.size} hộ, mã chọn mẫu “{subject.seed}”",
        columns,
        (
            [
                names[each.commune],
                risk.LABELS[each.risk],
                each.population,
                len(each.drawn),
                risk.MARGINS[each.risk],
            ]
            for each in strata
        ),
    )
