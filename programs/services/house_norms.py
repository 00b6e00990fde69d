"""What the State gives for a house by the norms on record, and what is above them."""

from collections.abc import Iterator

from django.db.models import Q

from povertyportal.ui.numbers import vietnamese
from programs.models import HouseNorm, HousingCase
from programs.services.questions import Question


def norm_of(house: HousingCase) -> HouseNorm | None:
    """The norm of the house's programme, kind and plan year, the newest one.

    A house outside the programmes follows what stands beside them. None without one.
    """
    programme = house.component.programme_id if house.component else None
    rows = HouseNorm.objects.filter(
        Q(last_year__isnull=True) | Q(last_year__gte=house.year),
        programme=programme,
        kind=house.kind,
        first_year__lte=house.year,
    )
    return rows.order_by("-first_year").first()


def norm_words(norm: HouseNorm) -> str:
    """The norm in words, with how far it was checked."""
    return (
        f"mức {vietnamese(norm.amount)} đồng của “{norm}” ({norm.get_mark_display()})"
    )


def about_the_norm(house: HousingCase) -> Iterator[Question]:
    """Whether the State gives more than the norm; `house` is as it is to be kept."""
    norm = norm_of(house)
    if norm is not None and house.from_state > norm.amount:
        yield Question(
            "above_norm",
            f"Nhà nước hỗ trợ {vietnamese(house.from_state)} đồng, cao hơn "
            f"{norm_words(norm)}.",
        )
