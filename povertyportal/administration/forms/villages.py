"""Forms about villages."""

from typing import Any

from django import forms
from django.utils import timezone

from povertyportal.areas.models import Area
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField


class VillageFilterForm(forms.Form):
    """Which commune's villages, and whether those ended too."""

    commune = forms.ModelChoiceField(
        Area.objects.none(), label="Xã", required=False, empty_label="Tất cả"
    )
    ended = forms.BooleanField(label="Cả thôn đã kết thúc", required=False)

    def __init__(self, *args: Any, communes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]


class VillageCreateForm(forms.Form):
    """A new village of a commune in the officer's scope."""

    commune = forms.ModelChoiceField(Area.objects.none(), label="Xã")
    name = NormalizedCharField(
        label="Tên", max_length=120, help_text="Ví dụ: Thôn Bến, Tổ dân phố số 3."
    )
    starts = VietnameseDateField(
        label="Có từ ngày",
        required=False,
        help_text="Để trống nếu thôn có từ khi xã được lập.",
    )

    def __init__(self, *args: Any, communes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commune"]
        field.queryset = communes  # type: ignore[attr-defined]
        if len(communes) == 1:
            field.initial = communes[0]


class VillageRenameForm(forms.Form):
    """Another name from a day on."""

    name = NormalizedCharField(label="Tên mới", max_length=120)
    on = VietnameseDateField(
        label="Từ ngày",
        help_text="Tên cũ vẫn được giữ cho thời gian trước ngày này.",
        initial=timezone.localdate,
    )


class VillageEndForm(forms.Form):
    """The day from which the village is no more."""

    on = VietnameseDateField(
        label="Không còn từ ngày",
        help_text="Các hộ trong thôn cần được chuyển sang thôn mới.",
    )
    into = forms.ModelChoiceField(
        Area.objects.none(),
        label="Nhập vào thôn",
        required=False,
        empty_label="Không nhập vào thôn nào",
    )

    def __init__(self, *args: Any, village: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Area.objects.villages().filter(parent=village.parent_id)
        others = others.filter(ended=village.ended).exclude(pk=village.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class VillageImportForm(forms.Form):
    """From when villages that a file names otherwise bear that name."""

    renamed_on = VietnameseDateField(
        label="Tên mới dùng từ ngày",
        help_text="Chỉ cho thôn đã có, khi tệp ghi mã thôn và một tên khác.",
        initial=timezone.localdate,
    )
