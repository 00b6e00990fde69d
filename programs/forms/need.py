"""Filters of needs: where, which year, which class, which need, helped or not."""

from django import forms
from django.http import QueryDict

from programs.forms.places import PlaceFilterForm
from programs.services.need_figures import KINDS
from programs.services.need_sql import STATES
from programs.services.need_topics import (
    CAUSE_NAMES,
    EVERYBODY,
    topic_name,
    topics,
)
from programs.services.places import Place


def _topics(asked: str) -> list[tuple[str, str]]:
    """Needs that have a name, and the one asked for: old causes have a number only."""
    named = [
        each.code
        for each in topics()
        if not each.is_cause or each.number <= len(CAUSE_NAMES) or each.code == asked
    ]
    return [(code, topic_name(code)) for code in dict.fromkeys([EVERYBODY, *named])]


class NeedForm(PlaceFilterForm):
    """Which households' needs, and whose units are compared by which need."""

    kind = forms.ChoiceField(label="Diện", required=False, choices=list(KINDS.items()))
    topic = forms.ChoiceField(label="Nhu cầu", required=False)

    def __init__(self, query: QueryDict, place: Place, year: int) -> None:
        super().__init__(query, place, year)
        self.fields["topic"].choices = _topics(query.get("topic", ""))  # type: ignore[attr-defined]

    def asked(self, name: str) -> str:
        """What a field asks for; nothing for what it does not know."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class NeedHouseholdForm(NeedForm):
    """Which households behind a number."""

    state = forms.ChoiceField(
        label="Hỗ trợ", required=False, choices=[("", "Tất cả"), *STATES.items()]
    )
    standard = forms.CharField(required=False, widget=forms.HiddenInput)
