"""Inspections: decision and plan, team, communes, the sample, visits, minutes."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from households.models import Household, Outcome, Review, ReviewRound
from povertyportal.accounts.access import Act, can, scope_of
from povertyportal.accounts.models import Officer, OfficerScope
from povertyportal.areas.models import Area
from povertyportal.documents.models import Attachment
from reports.sampling import Method, Risk

MOST_HOUSEHOLDS = 2_000


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """Reads of inspections."""

    def visible_to(self, officer: Officer) -> "InspectionQuerySet":
        """Those that touch a commune of the officer's scope today.

        An inspector sees those of his own teams; a draft only who plans and its team.
        """
        communes = scope_of(officer).commune_ids
        rows = self.filter(
            pk__in=InspectionPlace.objects.filter(commune_id__in=communes).values(
                "inspection"
            )
        )
        if can(officer, Act.INSPECT):
            teams = InspectionMember.objects.filter(officer=officer)
            return rows.filter(pk__in=teams.values("inspection"))
        if can(officer, Act.PLAN_INSPECTIONS):
            return rows
        hidden = (Inspection.State.DRAFT, Inspection.State.CANCELLED)
        return rows.exclude(state__in=hidden)


class Inspection(models.Model):
    """Cuộc kiểm tra: its decision and plan, its sample's method, its conclusion.

    The sample is drawn once, when the decision is entered: `as_of` is the moment whose
    data it was drawn from, `seed` was made with the draft. The team reads until before
    `access_ends`. Triggers keep the order of states, and unchanged what a later state
    rests on.
    """

    class State(models.TextChoices):
        """Tình trạng cuộc kiểm tra."""

        DRAFT = "draft", "Đang lập kế hoạch"
        OPEN = "open", "Đang kiểm tra"
        CONCLUDED = "concluded", "Đã kết luận, đang khắc phục"
        CLOSED = "closed", "Đã kết thúc"
        CANCELLED = "cancelled", "Đã bỏ kế hoạch"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField("tên cuộc kiểm tra", max_length=200)
    round = models.ForeignKey(
        ReviewRound, on_delete=models.PROTECT, related_name="+", verbose_name="đợt"
    )
    state = models.CharField(
        "tình trạng", max_length=10, choices=State, default=State.DRAFT
    )
    content = models.TextField("nội dung kiểm tra", max_length=4_000)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    access_ends = models.DateField("đoàn xem dữ liệu đến trước ngày")
    size = models.PositiveSmallIntegerField(
        "số hộ chọn mẫu",
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOUSEHOLDS)],
    )
    method = models.CharField(
        "cách phân bổ mẫu",
        max_length=14,
        choices=[(each.value, each.value) for each in Method],
        default=Method.PROPORTIONAL.value,
    )
    seed = models.CharField("mã chọn mẫu", max_length=40, editable=False)
    as_of = models.DateTimeField("dữ liệu chọn mẫu lúc", null=True, blank=True)
    prepared_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+", verbose_name="người lập"
    )
    prepared_at = models.DateTimeField("lập lúc", auto_now_add=True)
    number = models.CharField("số quyết định", max_length=60, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=160, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    signer_position = models.CharField("chức vụ", max_length=120, blank=True)
    issued_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField("ban hành lúc", null=True, blank=True)
    conclusion = models.TextField("kết luận", max_length=8_000, blank=True)
    conclusion_number = models.CharField("số kết luận", max_length=60, blank=True)
    concluded_on = models.DateField("ngày kết luận", null=True, blank=True)
    conclusion_signer = models.CharField("người ký", max_length=120, blank=True)
    conclusion_position = models.CharField("chức vụ", max_length=120, blank=True)
    concluded_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    concluded_at = models.DateTimeField("kết luận lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    closing_note = models.TextField("ghi chú", max_length=2_000, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc kiểm tra"
        verbose_name_plural = "các cuộc kiểm tra"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="inspection_days_in_order",
                condition=Q(starts_on__lte=F("ends_on"), ends_on__lt=F("access_ends")),
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi, "
                "và đoàn xem dữ liệu đến sau ngày kết thúc.",
            ),
            models.CheckConstraint(
                name="inspection_draws_somebody",
                condition=Q(size__gte=1, size__lte=MOST_HOUSEHOLDS),
            ),
            models.CheckConstraint(
                name="inspection_issued_whole",
                condition=Q(state__in=["draft", "cancelled"])
                | ~Q(number="")
                & ~Q(signer_name="")
                & Q(
                    decided_on__isnull=False,
                    issued_by__isnull=False,
                    issued_at__isnull=False,
                    as_of__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="inspection_concluded_whole",
                condition=~Q(state__in=["concluded", "closed"])
                | ~Q(conclusion="")
                & ~Q(conclusion_number="")
                & ~Q(conclusion_signer="")
                & Q(
                    concluded_on__isnull=False,
                    concluded_by__isnull=False,
                    concluded_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="inspection_closed_by_somebody",
                condition=~Q(state="closed")
                | Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class InspectionMember(models.Model):
    """An inspector in a team; `scopes` are the rights that were lent for it."""

    class Position(models.TextChoices):
        """Chức danh trong đoàn."""

        HEAD = "head", "Trưởng đoàn"
        MEMBER = "member", "Thành viên"

    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="members"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(
        "chức danh", max_length=10, choices=Position, default=Position.MEMBER
    )
    scopes = models.ManyToManyField(OfficerScope, related_name="+")

    class Meta:
        verbose_name = "thành viên đoàn kiểm tra"
        verbose_name_plural = "thành viên đoàn kiểm tra"
        ordering = ["inspection", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "officer"], name="inspector_once_a_team"
            ),
            models.UniqueConstraint(
                fields=["inspection"],
                condition=Q(position="head"),
                name="inspection_one_head",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_position_display()}: {self.officer}"


class InspectionPlaceQuerySet(models.QuerySet["InspectionPlace"]):
    """Reads of inspected communes."""

    def visible_to(self, officer: Officer) -> "InspectionPlaceQuerySet":
        """Communes of the officer's scope in inspections that he sees."""
        return self.filter(
            commune_id__in=scope_of(officer).commune_ids,
            inspection__in=Inspection.objects.visible_to(officer),
        )


class InspectionPlace(models.Model):
    """A commune under inspection, with the minutes of what was found there.

    Until the minutes are closed the team types; from then on triggers refuse any
    change to them and to the visits, but for the scan of the signed paper.
    """

    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="places"
    )
    commune = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    met_on = models.DateField("ngày làm việc", null=True, blank=True)
    venue = models.CharField("địa điểm", max_length=200, blank=True)
    present = models.TextField("đại diện đơn vị được kiểm tra", blank=True)
    notes = models.TextField("nhận xét của đoàn", max_length=8_000, blank=True)
    opinion = models.TextField(
        "ý kiến của đơn vị được kiểm tra", max_length=4_000, blank=True
    )
    version = models.PositiveIntegerField(default=1)
    closed_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("chốt biên bản lúc", null=True, blank=True)
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = InspectionPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "xã được kiểm tra"
        verbose_name_plural = "các xã được kiểm tra"
        ordering = ["inspection", "commune__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "commune"], name="commune_once_an_inspection"
            ),
            models.CheckConstraint(
                name="inspection_minutes_closed_whole",
                condition=Q(closed_at__isnull=True)
                | ~Q(venue="")
                & ~Q(present="")
                & Q(met_on__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune} ({self.inspection})"


class InspectionStratum(models.Model):
    """A stratum of the sample: how many households it holds, how many were drawn."""

    place = models.ForeignKey(
        InspectionPlace, on_delete=models.PROTECT, related_name="strata"
    )
    risk = models.CharField(
        "nhóm rủi ro",
        max_length=10,
        choices=[(each.value, each.value) for each in Risk],
    )
    population = models.PositiveIntegerField("số hộ của nhóm")
    drawn = models.PositiveIntegerField("số hộ được chọn")

    class Meta:
        verbose_name = "nhóm của mẫu"
        verbose_name_plural = "các nhóm của mẫu"
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "risk"], name="stratum_once"),
            models.CheckConstraint(
                name="stratum_draws_from_what_it_holds",
                condition=Q(drawn__lte=F("population"), population__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.risk}"


class InspectionVisitQuerySet(models.QuerySet["InspectionVisit"]):
    """Reads of visits."""

    def visible_to(self, officer: Officer) -> "InspectionVisitQuerySet":
        """Visits in communes of the officer's scope, of inspections that he sees.

        Until the minutes are closed only the team's and who plans.
        """
        rows = self.filter(place__in=InspectionPlace.objects.visible_to(officer))
        if can(officer, Act.INSPECT) or can(officer, Act.PLAN_INSPECTIONS):
            return rows
        return rows.filter(place__closed_at__isnull=False)


class InspectionVisit(models.Model):
    """A household of the sample, and what the team found when it went there.

    `risk` is its stratum, `risks` every sign it shows. `outcome` is the result that is
    being checked; `head_name` the name at the draw. A visit that met the household
    says its class; bit i-1 of `found_mask` is the standard's indicator i. The answers
    to yes or no are None where the household does not know.
    """

    class State(models.TextChoices):
        """Kết quả đi xác minh."""

        TODO = "todo", "Chưa đến"
        MET = "met", "Đã xác minh"
        ABSENT = "absent", "Đến nhưng không gặp"
        GONE = "gone", "Hộ không còn ở địa bàn"

    place = models.ForeignKey(
        InspectionPlace, on_delete=models.PROTECT, related_name="visits"
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="+", verbose_name="hộ"
    )
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")
    head_name = models.CharField("chủ hộ khi chọn", max_length=120)
    position = models.PositiveSmallIntegerField("thứ tự")
    risk = models.CharField("nhóm", max_length=10)
    risks = ArrayField(models.CharField(max_length=10), default=list)
    state = models.CharField("kết quả", max_length=8, choices=State, default=State.TODO)
    visited_on = models.DateField("ngày đến", null=True, blank=True)
    met_whom = models.CharField("người trả lời", max_length=120, blank=True)
    surveyor_came = models.BooleanField("rà soát viên có đến hộ", null=True, blank=True)
    meeting_held = models.BooleanField("có họp dân về hộ", null=True, blank=True)
    list_posted = models.BooleanField("có niêm yết kết quả", null=True, blank=True)
    found_persons = models.PositiveSmallIntegerField(
        "số nhân khẩu thực tế", null=True, blank=True
    )
    found_mask = models.IntegerField(default=0)
    found_class = models.CharField(
        "phân loại theo xác minh", max_length=14, choices=Outcome.Class, blank=True
    )
    note = models.TextField("ghi chú", max_length=2_000, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField("lưu lúc", null=True, blank=True)

    objects = InspectionVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "phiếu xác minh hộ"
        verbose_name_plural = "các phiếu xác minh hộ"
        ordering = ["place", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "household"], name="visit_once_a_household"
            ),
            models.UniqueConstraint(
                fields=["place", "position"], name="visit_position_once"
            ),
            models.CheckConstraint(
                name="visit_met_says_what_was_found",
                condition=~Q(state="met")
                | ~Q(found_class="") & ~Q(met_whom="") & Q(found_persons__gte=1),
            ),
            models.CheckConstraint(
                name="visit_has_its_day_and_officer",
                condition=Q(state="todo")
                | Q(
                    visited_on__isnull=False,
                    saved_by__isnull=False,
                    saved_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"phiếu xác minh {self.pk}"

    @property
    def is_wrong(self) -> bool:
        """Whether the team found another class than the result that was checked."""
        is_met = self.state == self.State.MET
        return is_met and self.found_class != self.outcome.poverty_class
