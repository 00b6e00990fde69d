"""Forms of public postings."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from households.services.season.posting_board import PostingLine
from households.services.season.postings import PostingFacts
from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField
from povertyportal.ui.numbers import vietnamese

LONGEST_VENUE = 200


class PostingForm(forms.Form):
    """From when a list hangs, and where: one place a line."""

    posted_on = VietnameseDateField(label="Ngày niêm yết")
    venues = NormalizedCharField(
        label="Nơi niêm yết",
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Mỗi nơi một dòng.",
        error_messages={"required": "Chưa nhập nơi niêm yết: ít nhất một nơi."},
    )
    loudspeaker = forms.BooleanField(
        label="Có thông báo trên loa truyền thanh", required=False
    )

    def clean_venues(self) -> tuple[str, ...]:
        """The lines that say something."""
        lines = (line.strip() for line in self.cleaned_data["venues"].splitlines())
        venues = tuple(line for line in lines if line)
        if any(len(venue) > LONGEST_VENUE for venue in venues):
            raise ValidationError(
                f"Mỗi nơi niêm yết dài không quá {LONGEST_VENUE} chữ: hãy tách thành "
                "nhiều dòng.",
                code="too_long",
            )
        return venues

    def facts(self) -> PostingFacts:
        """What was typed, once it is valid."""
        data = self.cleaned_data
        return PostingFacts(data["posted_on"], data["venues"], data["loudspeaker"])


class VillagesPostingForm(PostingForm):
    """A posting of the villages that are chosen."""

    villages = forms.TypedMultipleChoiceField(
        label="Các thôn niêm yết",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một thôn để niêm yết."},
    )
    field_order = ("villages", "posted_on", "venues", "loudspeaker")

    def __init__(self, *args: Any, lines: Sequence[PostingLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(line.village_id, _told(line)) for line in lines if line.new]
        self.fields["villages"].choices = choices  # type: ignore[attr-defined]


def _told(line: PostingLine) -> str:
    told = f"{line.name}: {vietnamese(line.ready)} hộ được niêm yết"
    if line.unready:
        told += f", còn {vietnamese(line.unready)} hộ chưa được họp dân nhất trí"
    return told
