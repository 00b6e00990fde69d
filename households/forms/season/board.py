"""What narrows the season board: which season, which step, how it stands."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from households.models import CommuneRound, ReviewRound, Step
from households.rules.procedure import StepState
from households.services.season.clock import WORDS, PlaceClock
from povertyportal.areas.models import Area


def seasons(mine: QuerySet[CommuneRound]) -> list[tuple[str, str]]:
    """Rounds and months to choose from: (value, label), what is worked on first.

    An annual round by its id; the regular rounds of all communes of a month together,
    as "2026-03". The annual rounds that are open come first: for those months they
    are the season, and a month's regular round would hide it. Then the newest.
    """
    found: dict[str, str] = {}
    is_open = Q(
        round__kind=ReviewRound.Kind.ANNUAL, round__state=ReviewRound.State.OPEN
    )
    rows = (
        mine.annotate(is_season=is_open)
        .order_by("-is_season", "-round__opens_on", "-round_id")
        .values_list(
            "round_id", "round__kind", "round__year", "round__month", "round__name"
        )
        .distinct()
    )
    for pk, kind, year, month, name in rows:
        if kind == ReviewRound.Kind.REGULAR:
            label = f"Rà soát thường xuyên tháng {month}/{year}"
            found.setdefault(f"{year}-{month:02}", label)
        else:
            found.setdefault(str(pk), name)
    return list(found.items())


def season_of(found: ReviewRound) -> str:
    """The value that chooses a round's season."""
    if found.kind == ReviewRound.Kind.REGULAR:
        return f"{found.year}-{found.month:02}"
    return str(found.pk)


def areas(mine: QuerySet[CommuneRound]) -> list[tuple[str, str]]:
    """Communes of the rounds, and the units that they lie in: (id, name)."""
    paths = mine.order_by().values_list("commune__path", flat=True).distinct()
    inside = {int(part) for path in paths for part in path.split(".") if part}
    found = Area.objects.filter(pk__in=inside).order_by("-level", "sort_key", "pk")
    return [(str(pk), name) for pk, name in found.values_list("pk", "name")]


class BoardFilterForm(forms.Form):
    """Filters of the board; they live in the address."""

    dot = forms.ChoiceField(label="Đợt", required=False)
    area = forms.ChoiceField(label="Địa bàn", required=False)
    buoc = forms.ChoiceField(
        label="Bước",
        required=False,
        choices=[("", "Tất cả các bước"), *Step.choices],
    )
    tinh_trang = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Tất cả"), *[(state.value, WORDS[state]) for state in StepState]],
    )

    cho = forms.BooleanField(label="Chỉ xã có báo cáo chờ trả lời", required=False)

    def __init__(
        self,
        data: Any,
        *,
        seasons: list[tuple[str, str]],
        areas: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.seasons = seasons
        self.fields["dot"].choices = seasons  # type: ignore[attr-defined]
        everywhere = ("", "Tất cả địa bàn")
        self.fields["area"].choices = [everywhere, *areas]  # type: ignore[attr-defined]

    def _asked(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def season(self) -> str:
        """The season asked for; the first when none, or an unknown one, was."""
        return self._asked("dot") or (self.seasons[0][0] if self.seasons else "")

    def season_label(self) -> str:
        """The season in words; empty when there is none yet."""
        return dict(self.seasons).get(self.season(), "")

    def chosen(self, mine: QuerySet[CommuneRound]) -> list[CommuneRound]:
        """The communes of that season in the area asked for, by name."""
        season = self.season()
        if area := self._asked("area"):
            inside = Area.objects.under(*Area.objects.filter(pk=int(area)))
            mine = mine.filter(commune__in=inside)
        year, dash, month = season.partition("-")
        if dash:
            mine = mine.filter(
                round__kind=ReviewRound.Kind.REGULAR,
                round__year=year,
                round__month=int(month),
            )
        else:
            mine = mine.filter(round_id=int(season or 0))
        found = mine.select_related("round__procedure", "commune")
        return list(found.order_by("commune__sort_key", "pk"))

    def shows(self, found: PlaceClock) -> bool:
        """Whether the commune (or the step asked for, there) stands as asked."""
        step, state = self._asked("buoc"), self._asked("tinh_trang")
        if self._asked("cho") and not found.waiting:
            return False
        if not step:
            return not state or found.state == state
        here = found.of(step)
        return here is not None and (not state or here.state == state)
