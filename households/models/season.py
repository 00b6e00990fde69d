"""A commune's season: when steps are due, requests, surveyors."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from households.models.household import Household
from households.models.person import Person
from households.models.procedure import Step
from households.models.review import Review
from households.models.rounds import CommuneRound, ReviewRound
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer, OfficerScope
from povertyportal.areas.models import Area, DateRange
from povertyportal.documents.models import Attachment


class RoundStep(models.Model):
    """When a step of a round is due: by law, or as whoever opened it planned.

    `due_on` is the last day that is in time.
    """

    round = models.ForeignKey(
        ReviewRound, on_delete=models.CASCADE, related_name="steps"
    )
    step = models.CharField("bước", max_length=12, choices=Step)
    due_on = models.DateField("hạn cuối")
    is_lawful = models.BooleanField("hạn theo văn bản", default=False)
    is_verified = models.BooleanField("đã đối chiếu văn bản", default=False)
    citation = models.CharField("căn cứ", max_length=300, blank=True)

    class Meta:
        verbose_name = "hạn của bước"
        verbose_name_plural = "hạn của các bước"
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "step"], name="round_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.due_on:%d/%m/%Y}"


class DelayReason(models.Model):
    """Why a step was late: asked for once it is, and kept."""

    place = models.ForeignKey(
        CommuneRound, on_delete=models.PROTECT, related_name="delays"
    )
    step = models.CharField("bước", max_length=12, choices=Step)
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="delays"
    )
    reason = models.CharField("lý do chậm", max_length=400)
    told_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "lý do chậm"
        verbose_name_plural = "lý do chậm"
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.reason


class SurveyAssignment(models.Model):
    """Phân công: a surveyor's village in a commune's round, with the appointment.

    `scope` is the right to the village that was given with it, which several of his
    assignments may share; none when he had it anyway.
    """

    place = models.ForeignKey(
        CommuneRound, on_delete=models.PROTECT, related_name="assignments"
    )
    village = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", verbose_name="thôn"
    )
    surveyor = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name="rà soát viên",
    )
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến trước ngày", null=True, blank=True)
    document = models.CharField("văn bản phân công", max_length=120, blank=True)
    document_on = models.DateField("ngày văn bản", null=True, blank=True)
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scope = models.ForeignKey(
        OfficerScope, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    assigned_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField("phân công lúc", auto_now_add=True)
    ended_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField("lý do thôi", max_length=300, blank=True)

    class Meta:
        verbose_name = "phân công rà soát"
        verbose_name_plural = "phân công rà soát"
        ordering = ["place", "village", "starts"]
        constraints = [
            ExclusionConstraint(
                name="assignment_once_at_a_time",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    ("village", RangeOperators.EQUAL),
                    ("surveyor", RangeOperators.EQUAL),
                    (DateRange("starts", "ends", Value("[)")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Rà soát viên này đã được giao thôn đó.",
            ),
            models.CheckConstraint(
                name="assignment_starts_before_ends",
                condition=Q(ends__isnull=True) | Q(starts__lt=F("ends")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.surveyor} – {self.village}"


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    """Reads of requests: seen by whoever sees the household now."""

    def visible_to(self, officer: Officer) -> "ReviewRequestQuerySet":
        """Requests of households that live today where the officer answers for."""
        return self.filter(scope_of(officer).rows("household__"))


class ReviewRequest(models.Model):
    """Giấy đề nghị of a household (Mẫu 01 to enter, Mẫu 04 to leave) or a worker.

    `screen` is the quick screen (Phiếu A) as it was then, {"standard": code, "lines":
    [{"code", "text", "points", "answer"}], "note"}; its result is `screen_passed`
    (goes on to the survey). A household's request has a `review` of its own, workers
    of a household share one. `key` makes a repeated submission the same request.
    """

    class Kind(models.TextChoices):
        """Loại đề nghị."""

        ENTER = "enter", "Đề nghị rà soát hộ nghèo, hộ cận nghèo (Mẫu 01)"
        LEAVE = "leave", "Đề nghị công nhận thoát nghèo, thoát cận nghèo (Mẫu 04)"
        AVERAGE = "average", "Đề nghị xác định hộ có mức sống trung bình (Mẫu 01)"
        WORKER = "worker", "Đề nghị xác định người lao động có thu nhập thấp"

    class Channel(models.TextChoices):
        """Cách nộp."""

        IN_PERSON = "in_person", "Trực tiếp"
        POST = "post", "Bưu chính"
        ONLINE = "online", "Cổng dịch vụ công"

    class State(models.TextChoices):
        """Tình trạng giấy đề nghị."""

        RECEIVED = "received", "Đã nhận"
        ACCEPTED = "accepted", "Đã đưa vào rà soát"
        REFUSED = "refused", "Không đưa vào rà soát"
        WITHDRAWN = "withdrawn", "Hộ rút đề nghị"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("loại", max_length=8, choices=Kind)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="requests"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người lao động",
    )
    commune = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    applicant = models.CharField("người đề nghị", max_length=120)
    channel = models.CharField("cách nộp", max_length=10, choices=Channel)
    received_on = models.DateField("ngày nhận")
    reason = models.TextField("lý do đề nghị", max_length=2_000)
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        "tình trạng", max_length=10, choices=State, default=State.RECEIVED
    )
    screen = models.JSONField("rà soát nhanh", default=dict)
    screen_passed = models.BooleanField("qua rà soát nhanh", null=True)
    screened_on = models.DateField("ngày rà soát nhanh", null=True, blank=True)
    screened_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    refusal_number = models.CharField("số văn bản trả lời", max_length=60, blank=True)
    refusal_reason = models.TextField("lý do không đồng ý", blank=True)
    withdraw_reason = models.CharField("lý do rút", max_length=400, blank=True)
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    answered_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy đề nghị"
        verbose_name_plural = "giấy đề nghị"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(state="received", person__isnull=True),
                name="request_one_waiting_a_household",
                violation_error_message="Hộ này đã có một giấy đề nghị đang chờ.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="received", person__isnull=False),
                name="request_one_waiting_a_worker",
                violation_error_message="Người này đã có một giấy đề nghị đang chờ.",
            ),
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(person__isnull=True),
                name="request_one_a_review",
                violation_error_message="Phiếu này đã có giấy đề nghị của hộ.",
            ),
            models.CheckConstraint(
                name="request_of_a_worker_names_him",
                condition=Q(kind="worker", person__isnull=False)
                | (~Q(kind="worker") & Q(person__isnull=True)),
            ),
            models.CheckConstraint(
                name="request_refused_with_reason",
                condition=~Q(state="refused")
                | (~Q(refusal_reason="") & Q(answered_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="request_accepted_has_its_review",
                condition=~Q(state="accepted") | Q(review__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"giấy đề nghị {self.pk}"


class ScreenItem(models.Model):
    """An item of the quick screen (Phiếu A) of a standard, as data with its source."""

    standard = models.CharField("chuẩn", max_length=12)
    code = models.CharField("mã", max_length=40)
    text = models.CharField("nội dung", max_length=300)
    points = models.PositiveSmallIntegerField("điểm", default=1)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    citation = models.CharField("căn cứ", max_length=300)
    is_verified = models.BooleanField("đã đối chiếu văn bản", default=False)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "mục rà soát nhanh"
        verbose_name_plural = "mục rà soát nhanh"
        ordering = ["standard", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "code"], name="screen_item_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text
