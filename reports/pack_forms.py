"""Asking for an inspection pack."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.models import CommuneRound, ReviewRound
from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area
from povertyportal.ui.fields import (
    NormalizedCharField,
    VietnameseDateField,
    VietnameseIntegerField,
)
from reports.forms import offer
from reports.models.packs import MOST_DRAWN
from reports.sampling import Method
from reports.services.packs import Wanted
from reports.services.risk import METHODS
from reports.services.selection import places_holding


def rounds_within(scope: Scope) -> list[ReviewRound]:
    """Rounds in which a commune of the scope takes part, newest first."""
    places = CommuneRound.objects.filter(commune__in=scope.commune_ids)
    return list(ReviewRound.objects.filter(pk__in=places.values("round")))


class RoundPick(forms.Form):
    """The round, chosen first: the areas are those that take part in it."""

    round = forms.TypedChoiceField(label="Đợt rà soát", coerce=int)

    def __init__(self, *args: Any, rounds: list[ReviewRound], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "round", [(each.pk, each.name) for each in rounds])


class PackForm(forms.Form):
    """An area of the chosen round, as known when, and the sample to draw."""

    area = forms.TypedChoiceField(label="Địa bàn", coerce=int)
    known = VietnameseDateField(
        label="Như đã biết đến hết ngày",
        required=False,
        help_text="Bỏ trống: như cổng biết vào lúc bấm nút.",
    )
    exactly = NormalizedCharField(
        label="Lúc chốt của gói cần lập lại",
        max_length=40,
        required=False,
        help_text="Chỉ ghi khi lập lại gói của người khác: chép dòng “Lúc chốt” trên "
        "trang bìa của gói đó.",
    )
    size = VietnameseIntegerField(
        label="Số hộ chọn mẫu",
        min_value=1,
        max_value=MOST_DRAWN,
        initial=30,
    )
    method = forms.ChoiceField(
        label="Cách phân bổ mẫu",
        choices=[(each.value, label) for each, label in METHODS.items()],
        initial=Method.PROPORTIONAL.value,
    )
    seed = NormalizedCharField(
        label="Mã chọn mẫu",
        max_length=40,
        required=False,
        help_text="Chữ hoặc số bất kỳ, quyết định hộ nào được chọn: cùng mã thì cùng "
        "mẫu. Bỏ trống: cổng lấy theo địa bàn, đợt và lúc chốt.",
    )

    def __init__(
        self, *args: Any, scope: Scope, round_: ReviewRound, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        places = CommuneRound.objects.filter(round=round_)
        communes = set(places.values_list("commune_id", flat=True))
        self._areas = places_holding(scope, communes & scope.commune_ids)
        offer(self, "area", [(each.pk, _label(each)) for each in self._areas])

    def chosen_area(self) -> Area:
        """The area of a valid form."""
        chosen = self.cleaned_data["area"]
        return next(each for each in self._areas if each.pk == chosen)

    def sample(self) -> Wanted:
        """The sample that a valid form wants."""
        data = self.cleaned_data
        return Wanted(data["size"], data["method"], data["seed"])

    def clean_exactly(self) -> dt.datetime | None:
        """An instant as a cover sheet writes it: 2026-12-01T08:30:00.123456+07:00."""
        text = self.cleaned_data["exactly"]
        if not text:
            return None
        try:
            found = dt.datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise ValidationError(
                f"“{text}” không phải là lúc chốt của một gói. Hãy chép cả dòng trên "
                "trang bìa, ví dụ 2026-12-01T08:30:00.123456+07:00.",
                code="instant",
            )
        return found

    def instant(self) -> dt.datetime | None:
        """The instant copied, or the first one after the day asked for; None: now."""
        exactly: dt.datetime | None = self.cleaned_data["exactly"]
        if exactly is not None:
            return exactly
        known: dt.date | None = self.cleaned_data["known"]
        if known is None or known == timezone.localdate():
            return None
        after = known + dt.timedelta(days=1)
        return timezone.make_aware(dt.datetime.combine(after, dt.time()))


def _label(area: Area) -> str:
    return f"{area.name} (trước đây)" if area.ended else area.name
