"""The districts of the demo: what was published, what follows from it, what is made up.

Published (press, 2019-2023): Gia Viễn expected 777 poor households at the end of 2023
= 1,92%, 155 households and 0,42 points fewer than in 2022; Thọ Xuân had 1,74% in 2019
after 1,42 points a year fewer on average over 2016-2019; Ia Grai aimed at 465 poor
households fewer in 2020. Everything else is derived from these or invented.
"""

from dataclasses import dataclass
from decimal import Decimal

from povertyportal.areas.models import Provenance
from reports.models import PublishedFigure

Figure = PublishedFigure.Figure
PUBLISHED, DERIVED, INVENTED = (
    Provenance.PUBLISHED.value,
    Provenance.DERIVED.value,
    Provenance.INVENTED.value,
)


@dataclass(frozen=True)
class YearOfDistrict:
    """A list: resident households of the district, poor and near-poor on the list.

    `source` says where the number of resident households comes from.
    """

    year: int
    households: int
    poor: int
    near_poor: int
    source: str = INVENTED
    note: str = "Số giả định cho dữ liệu mẫu"


@dataclass(frozen=True)
class Told:
    """A figure shown beside the portal's own."""

    year: int
    figure: str
    value: Decimal
    provenance: str
    note: str


@dataclass(frozen=True)
class District:
    """A district as it stood; `peoples` are (ethnicity, share of households in %).

    `today` is the newest list, of the communes it became; only with it is a round
    of this year opened there.
    """

    code: str
    province: str
    officer: str
    id_province: str
    peoples: tuple[tuple[str, int], ...]
    size: float
    villages: int
    years: tuple[YearOfDistrict, ...]
    told: tuple[Told, ...]
    today: YearOfDistrict | None = None


_PRESS = "Báo chí dẫn số của huyện, tháng 11/2023"
_FROM_PRESS = "Suy ra từ số hộ nghèo và tỷ lệ đã công bố"

GIA_VIEN = District(
    code="373",
    province="37",
    officer="tinh.ninhbinh",
    id_province="037",
    peoples=(("Kinh", 98), ("Mường", 2)),
    size=2.7,
    villages=5,
    years=(
        YearOfDistrict(2022, 39_829, 932, 1_124, DERIVED, _FROM_PRESS),
        YearOfDistrict(2023, 40_469, 777, 1_017, DERIVED, _FROM_PRESS),
        YearOfDistrict(2024, 41_052, 641, 935),
    ),
    told=(
        Told(2022, Figure.POOR, Decimal(932), DERIVED, "777 + 155 hộ đã giảm"),
        Told(2022, Figure.POOR_RATE, Decimal("2.34"), DERIVED, "1,92% + 0,42 điểm %"),
        Told(2022, Figure.HOUSEHOLDS, Decimal(39_829), DERIVED, _FROM_PRESS),
        Told(2023, Figure.POOR, Decimal(777), PUBLISHED, _PRESS),
        Told(2023, Figure.POOR_RATE, Decimal("1.92"), PUBLISHED, _PRESS),
        Told(2023, Figure.POOR_CHANGE, Decimal(-155), PUBLISHED, _PRESS),
        Told(2023, Figure.RATE_CHANGE, Decimal("-0.42"), PUBLISHED, _PRESS),
        Told(2023, Figure.HOUSEHOLDS, Decimal(40_469), DERIVED, _FROM_PRESS),
        Told(2024, Figure.POOR, Decimal(641), INVENTED, "Số giả định"),
    ),
    today=YearOfDistrict(2025, 38_460, 458, 742),
)
# Gia Hòa, wholly in today's commune of Gia Viễn, held its review of 2023 here.
PAST_SEASON = "14467"
# The communes that the district became; what fell to the ward of Tây Hoa Lư is
# outside the committee's area and has no list of 2025 here.
GIA_VIEN_NOW = ("14464", "14482", "14488", "14494", "14500", "14524")

THO_XUAN = District(
    code="395",
    province="38",
    officer="tinh.thanhhoa",
    id_province="038",
    peoples=(("Kinh", 90), ("Mường", 9), ("Thái", 1)),
    size=2.8,
    villages=4,
    years=(YearOfDistrict(2019, 62_011, 1_079, 1_496),),
    told=(
        Told(2019, Figure.POOR_RATE, Decimal("1.74"), PUBLISHED, "Báo chí, năm 2019"),
        Told(
            2019,
            Figure.RATE_CHANGE,
            Decimal("-1.42"),
            PUBLISHED,
            "Bình quân mỗi năm giai đoạn 2016-2019",
        ),
        Told(
            2018,
            Figure.POOR_RATE,
            Decimal("3.16"),
            DERIVED,
            "1,74% + mức giảm bình quân 1,42 điểm % mỗi năm",
        ),
        Told(2019, Figure.POOR, Decimal(1_079), INVENTED, "1,74% của số hộ giả định"),
    ),
)
IA_GRAI = District(
    code="628",
    province="52",
    officer="tinh.gialai",
    id_province="064",
    peoples=(("Gia Rai", 78), ("Kinh", 20), ("Ba Na", 2)),
    size=4.2,
    villages=4,
    years=(
        YearOfDistrict(2019, 24_612, 1_721, 1_020),
        YearOfDistrict(2020, 24_905, 1_243, 905),
    ),
    told=(
        Told(2020, Figure.POOR_TARGET, Decimal(465), PUBLISHED, "Chỉ tiêu năm 2020"),
        Told(2019, Figure.POOR, Decimal(1_721), INVENTED, "Số giả định"),
        Told(2020, Figure.POOR, Decimal(1_243), INVENTED, "Số giả định"),
    ),
)
QUANG_DIEN = District(
    code="477",
    province="46",
    officer="tinh.hue",
    id_province="046",
    peoples=(("Kinh", 100),),
    size=2.9,
    villages=4,
    years=(YearOfDistrict(2024, 24_480, 522, 698),),
    told=(Told(2024, Figure.POOR, Decimal(522), INVENTED, "Số giả định"),),
)
HIEP_DUC = District(
    code="512",
    province="48",
    officer="tinh.danang",
    id_province="049",
    peoples=(("Kinh", 62), ("Gié - Triêng", 30), ("Cơ Tu", 8)),
    size=3.4,
    villages=4,
    years=(YearOfDistrict(2019, 11_307, 1_086, 561),),
    told=(Told(2019, Figure.POOR, Decimal(1_086), INVENTED, "Số giả định"),),
)
DISTRICTS = (GIA_VIEN, THO_XUAN, IA_GRAI, QUANG_DIEN, HIEP_DUC)


def shared_out(total: int, weights: list[int]) -> list[int]:
    """`total` in whole parts proportional to `weights`: largest remainders."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    rest = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in rest[: total - sum(parts)]:
        parts[i] += 1
    return parts
