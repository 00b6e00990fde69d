"""What a commune hands up, what comes back, and reviews taken up again."""

import uuid

from django.db import models
from django.db.models import F, Q

from households.models.review import Outcome, Review
from households.models.rounds import CommuneRound
from povertyportal.accounts.models import Officer


class Submission(models.Model):
    """A commune's figures handed up: preliminary, for an opinion, official, monthly.

    `figures` are as they stood, by basis; `changes` what differs from the submission
    before. Whoever answers is never who handed it up.
    """

    class Kind(models.TextChoices):
        """Loại báo cáo."""

        PRELIMINARY = "preliminary", "Kết quả sơ bộ"
        OPINION = "opinion", "Xin ý kiến"
        OFFICIAL = "official", "Kết quả chính thức"
        MONTHLY = "monthly", "Báo cáo hằng tháng"

    class State(models.TextChoices):
        """Tình trạng báo cáo."""

        SUBMITTED = "submitted", "Đang chờ"
        ACCEPTED = "accepted", "Đã đồng ý"
        SENT_BACK = "sent_back", "Đã trả lại"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(
        CommuneRound, on_delete=models.PROTECT, related_name="submissions"
    )
    kind = models.CharField("loại", max_length=12, choices=Kind)
    turn = models.PositiveSmallIntegerField("lần", default=1)
    figures = models.JSONField("số liệu", default=dict)
    changes = models.JSONField("thay đổi so với lần trước", default=dict)
    note = models.TextField("ghi chú", blank=True)
    state = models.CharField(
        "tình trạng", max_length=10, choices=State, default=State.SUBMITTED
    )
    submitted_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+", verbose_name="người nộp"
    )
    submitted_at = models.DateTimeField("nộp lúc")
    answered_by = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người trả lời",
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    comment = models.TextField("ý kiến", blank=True)
    document = models.CharField("số văn bản", max_length=120, blank=True)

    class Meta:
        verbose_name = "báo cáo của xã"
        verbose_name_plural = "báo cáo của xã"
        ordering = ["place", "kind", "turn"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "turn"], name="submission_turn_once"
            ),
            models.UniqueConstraint(
                fields=["place", "kind"],
                condition=Q(state="submitted"),
                name="submission_one_waiting",
                violation_error_message="Báo cáo lần trước đang chờ trả lời.",
            ),
            models.CheckConstraint(
                name="submission_not_answered_by_its_author",
                condition=Q(answered_by__isnull=True)
                | ~Q(answered_by=F("submitted_by")),
                violation_error_message="Không ai tự duyệt báo cáo của mình.",
            ),
            models.CheckConstraint(
                name="submission_answered_by_somebody",
                condition=Q(state="submitted", answered_by__isnull=True)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="submission_sent_back_with_comment",
                condition=~Q(state="sent_back") | ~Q(comment=""),
                violation_error_message="Trả lại thì phải ghi ý kiến.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.turn}"


class ReviewComment(models.Model):
    """What somebody above said about one household, until the commune answers."""

    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="comments"
    )
    submission = models.ForeignKey(
        Submission,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
    )
    text = models.TextField("ý kiến", max_length=2_000)
    written_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField("lúc", auto_now_add=True)
    answer = models.TextField("xã trả lời", blank=True)
    answered_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)

    class Meta:
        verbose_name = "ý kiến về hộ"
        verbose_name_plural = "ý kiến về hộ"
        ordering = ["review", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class Reopening(models.Model):
    """A submitted review taken up again: why, and what it was before.

    `answers` are those it had; `before` and `after` its results under the governing
    standard. `needs_meeting` is false when the residents have already agreed on the
    household and only a complaint or a request from above is being re-checked.
    """

    class Cause(models.TextChoices):
        """Vì sao rà soát lại."""

        CORRECTION = "correction", "Xã tự sửa"
        MEETING = "meeting", "Họp dân không nhất trí"
        COMPLAINT = "complaint", "Khiếu nại"
        SENT_BACK = "sent_back", "Cấp trên trả lại"
        SPLIT = "split", "Tách hộ, nhập hộ"
        MOVED = "moved", "Hộ chuyển nơi ở"

    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="reopenings"
    )
    cause = models.CharField("nguyên nhân", max_length=10, choices=Cause)
    reason = models.TextField("lý do", max_length=2_000)
    needs_meeting = models.BooleanField("phải họp dân lại", default=True)
    answers = models.JSONField("trả lời trước đó", default=dict)
    surveyor = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    surveyed_on = models.DateField("ngày rà soát trước đó", null=True)
    before = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, related_name="+"
    )
    after = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("mở lại lúc", auto_now_add=True)

    class Meta:
        verbose_name = "lần rà soát lại"
        verbose_name_plural = "các lần rà soát lại"
        ordering = ["review", "id"]

    def __str__(self) -> str:
        return f"{self.get_cause_display()} {self.review_id}"
