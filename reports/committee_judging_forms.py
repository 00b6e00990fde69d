"""Forms of a meeting under way: its conclusions, its judgement of earlier tasks.

Both carry what was kept when they were opened, for whoever is second to save.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import Truncator

from povertyportal.ui.fields import NormalizedCharField, VietnameseDateField
from reports.committee_forms import at_most, long_text
from reports.models import CommitteeTask, TaskReview
from reports.services.committee.tasks import Judged
from reports.services.committee.versions import mark, mark_of


class ConclusionForm(forms.Form):
    """What the meeting concluded; `seen` is what was kept when the form was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    text = long_text("Kết luận", 4_000)

    def catch_up(self, seen: str) -> bool:
        """Let a refused form stand upon what is kept now; whether that is another."""
        if self.data.get("seen", "") == seen:
            return False
        kept = {name: self.data.get(name) for name in self.data}
        self.data = {**kept, "seen": seen}
        return True


OPINION = 1_000  # characters of what a meeting says of a task

# What a form says of a task, as the judgement's row names it.
JUDGED = ("verdict", "text", "due_on")


class JudgeForm(forms.Form):
    """Verdict, words and new day for each task; nothing chosen judges nothing."""

    def __init__(
        self, *args: Any, tasks: Iterable[CommitteeTask], day: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._tasks, self._day = list(tasks), day
        for task in self._tasks:
            self.fields[f"verdict_{task.pk}"] = forms.ChoiceField(
                label="Đánh giá",
                required=False,
                choices=[("", "Chưa đánh giá"), *TaskReview.Verdict.choices],
            )
            self.fields[f"text_{task.pk}"] = NormalizedCharField(
                label="Ý kiến",
                max_length=OPINION,
                required=False,
                help_text=at_most(OPINION),
            )
            # What is too long is told: a browser would cut it without a word.
            del self.fields[f"text_{task.pk}"].widget.attrs["maxlength"]
            self.fields[f"due_on_{task.pk}"] = VietnameseDateField(
                label="Hạn mới",
                required=False,
                help_text="Chỉ ghi khi chọn “Lùi hạn”; các đánh giá khác để trống.",
            )
            self.fields[f"seen_{task.pk}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, strip=False
            )

    def rows(self) -> list[tuple[CommitteeTask, list[forms.BoundField]]]:
        """Each task with its fields: verdict, due_on, text, seen."""
        names = ("verdict", "due_on", "text", "seen")
        return [(task, [self[f"{n}_{task.pk}"] for n in names]) for task in self._tasks]

    def clean(self) -> dict[str, Any]:
        """A new day where, and only where, a task is moved."""
        data = super().clean() or self.cleaned_data
        for task in self._tasks:
            verdict, due = (data.get(f"{n}_{task.pk}") for n in ("verdict", "due_on"))
            if verdict == TaskReview.Verdict.MOVED:
                if due is None or due <= self._day:
                    self._refuse(
                        task,
                        f"lùi hạn thì ghi hạn mới sau ngày họp ({self._day:%d/%m/%Y}).",
                    )
            elif due is not None:
                self._refuse(task, "chỉ ghi hạn mới khi chọn “Lùi hạn”.")
            elif not verdict and data.get(f"text_{task.pk}"):
                self._refuse(task, "có ý kiến thì chọn đánh giá.", "verdict")
        return data

    def _refuse(self, task: CommitteeTask, why: str, at: str = "due_on") -> None:
        name = Truncator(task.text).chars(60)
        self.add_error(f"{at}_{task.pk}", f"Nhiệm vụ “{name}”: {why}")

    def seen(self) -> dict[int, str]:
        """The judgement (versions.mark) that each task had when the page was opened."""
        return {task.pk: self.data.get(f"seen_{task.pk}", "") for task in self._tasks}

    def catch_up(self, reviews: Mapping[int, TaskReview]) -> dict[int, TaskReview]:
        """Show a refused form upon what is kept now (reviews by task id).

        Rows that nobody touched here take what is kept. Returns the judgements that
        somebody else made where this form says otherwise, by task id.
        """
        data = {name: self.data.get(name) for name in self.data}
        told = {}
        for task in self._tasks:
            review = reviews.get(task.pk)
            if review is None or self.seen()[task.pk] == mark_of(review):
                continue
            data[f"seen_{task.pk}"] = mark_of(review)
            if self._is_untouched(task):
                for name in JUDGED:
                    data[f"{name}_{task.pk}"] = getattr(review, name) or ""
            else:
                told[task.pk] = review
        self.data = data
        return told

    def _is_untouched(self, task: CommitteeTask) -> bool:
        """Whether a row says nothing, or what it said when the page was opened."""
        names = [f"{name}_{task.pk}" for name in JUDGED]
        if not any(self.data.get(name, "").strip() for name in names):
            return True
        if any(name in self.errors for name in names):
            return False
        verdict, text, due_on = (self.cleaned_data[name] for name in names)
        return bool(verdict) and mark(verdict, text, due_on) == self.seen()[task.pk]

    def judged(self) -> list[Judged]:
        """What was judged, once it is valid."""
        data = self.cleaned_data
        return [
            Judged(
                task,
                data[f"verdict_{task.pk}"],
                data[f"text_{task.pk}"],
                data[f"due_on_{task.pk}"],
            )
            for task in self._tasks
            if data[f"verdict_{task.pk}"]
        ]
