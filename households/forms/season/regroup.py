"""Forms for households that split in two or become one."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone

from households.forms.register import RELATIONS_BUT_HEAD, AreaChoiceField
from households.models import Membership, Relation
from povertyportal.areas.models import Area
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField

_STAYS = [("", "Ở lại hộ này")]
_NEW_HEAD = [(Relation.HEAD.value, "Tách ra, là chủ hộ mới")]
_LEAVES = [(code, f"Tách ra: {label.lower()}") for code, label in RELATIONS_BUT_HEAD]


class _PeopleForm(forms.Form):
    """A day, a note, and one choice a person: fields "person-<id>"."""

    on = VietnameseDateField(label="Từ ngày", initial=lambda: timezone.localdate())
    note = NormalizedCharField(label="Ghi chú", required=False, max_length=300)

    def ask(self, members: Iterable[Membership], choices: Any, **options: Any) -> None:
        """Add a field for each of `members`, before the note."""
        for member in members:
            label = f"{member.person.name} ({member.get_relation_display().lower()})"
            self.fields[f"person-{member.person_id}"] = forms.ChoiceField(
                label=label, choices=choices, **options
            )
        names = [each for each in self.fields if each != "note"]
        self.order_fields([*names, "note"])

    def chosen(self) -> dict[int, str]:
        """Person id -> relation, of everybody for whom one was chosen."""
        return {
            int(name.removeprefix("person-")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("person-") and value
        }


class SplitForm(_PeopleForm):
    """Who leaves, as what, to live where; the head stays."""

    village = AreaChoiceField(Area.objects.none(), label="Hộ mới ở thôn, tổ dân phố")

    field_order = ["on", "village", "note"]

    def __init__(self, *args: Any, members: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]
        others = [each for each in members if each.relation != Relation.HEAD]
        self.ask(others, [*_STAYS, *_NEW_HEAD, *_LEAVES], required=False)

    def clean(self) -> dict[str, Any]:
        """Somebody leaves, and one of those is the head."""
        data = super().clean() or self.cleaned_data
        heads = [each for each in self.chosen().values() if each == Relation.HEAD]
        if not self.errors and len(heads) != 1:
            raise forms.ValidationError(
                "Hãy chọn đúng một người tách ra làm chủ hộ mới."
            )
        return data


class MergeForm(_PeopleForm):
    """What everybody is to the head of the household that takes them in."""

    target_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = "Quan hệ với chủ hộ nhận."
        self.ask(members, [("", "Chưa chọn"), *RELATIONS_BUT_HEAD], help_text=told)

    def seen_again(self, version: int) -> None:
        """The receiving household as it is now: the next post answers to that."""
        sent = cast(QueryDict, self.data).copy()
        sent["target_version"] = str(version)
        self.data = sent
