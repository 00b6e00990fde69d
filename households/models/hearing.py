"""What the village says: residents' meetings, postings, complaints."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from households.models.review import Outcome, Review
from households.models.rounds import CommuneRound
from households.models.submission import Reopening
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.documents.models import Attachment


class VillageMeetingQuerySet(models.QuerySet["VillageMeeting"]):
    """Reads of meetings."""

    def visible_to(self, officer: Officer) -> "VillageMeetingQuerySet":
        """Meetings of communes and villages the officer answers for."""
        scope = scope_of(officer)
        return self.filter(
            Q(place__commune_id__in=scope.commune_ids)
            | Q(village_id__in=scope.village_ids)
        )


class VillageMeeting(models.Model):
    """Họp dân of a village: who came, what they said of each household.

    Its minutes are signed by chair, secretary and households' representatives;
    `represented` names those. A second meeting is another row with a higher turn.
    `closed_at` ends the typing: votes count from then on, and triggers refuse any
    change but of the scan.
    """

    place = models.ForeignKey(
        CommuneRound, on_delete=models.PROTECT, related_name="meetings"
    )
    village = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", verbose_name="thôn"
    )
    turn = models.PositiveSmallIntegerField("lần họp")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    held_on = models.DateField("ngày họp")
    began = models.TimeField("bắt đầu", null=True, blank=True)
    ended = models.TimeField("kết thúc", null=True, blank=True)
    venue = models.CharField("địa điểm", max_length=200)
    chair = models.CharField("chủ trì", max_length=120)
    secretary = models.CharField("thư ký", max_length=120)
    represented = models.CharField("đại diện hộ dân", max_length=300, blank=True)
    guests = models.TextField("thành phần khác", blank=True)
    attended = models.PositiveSmallIntegerField("số người dự")
    notes = models.TextField("diễn biến", blank=True)
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    saved_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField("lưu lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("chốt biên bản lúc", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = VillageMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc họp dân"
        verbose_name_plural = "các cuộc họp dân"
        ordering = ["place", "village", "turn"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "village", "turn"], name="meeting_turn_once"
            ),
            models.UniqueConstraint(
                fields=["place", "village"],
                condition=Q(closed_at__isnull=True),
                name="meeting_one_open_a_village",
                violation_error_message="Thôn này có một cuộc họp chưa chốt biên bản.",
            ),
            models.CheckConstraint(
                name="meeting_somebody_came",
                condition=Q(attended__gte=1),
                violation_error_message="Số người dự phải từ 1 trở lên.",
            ),
            models.CheckConstraint(
                name="meeting_begins_before_it_ends",
                condition=Q(began__isnull=True)
                | Q(ended__isnull=True)
                | Q(began__lt=F("ended")),
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"họp dân {self.village} lần {self.turn}"


class MeetingVote(models.Model):
    """How a meeting voted on one household's result.

    `outcome` is the governing one that stood then: another result asks for another
    vote. `attended` repeats the meeting's (a trigger compares them); agreed * 2 >=
    attended passes. `head_name` is the name that the minutes hold, whoever heads the
    household later.
    """

    meeting = models.ForeignKey(
        VillageMeeting, on_delete=models.PROTECT, related_name="votes"
    )
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="votes")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="votes")
    attended = models.PositiveSmallIntegerField("số người dự")
    agreed = models.PositiveSmallIntegerField("số người nhất trí")
    note = models.CharField("ý kiến", max_length=400, blank=True)
    head_name = models.CharField("chủ hộ", max_length=120, default="")
    passed = models.GeneratedField(
        # The stub does not know that a condition is an expression.
        expression=Q(agreed__gte=F("attended") - F("agreed")),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "biểu quyết"
        verbose_name_plural = "biểu quyết"
        ordering = ["meeting", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "review"], name="vote_once_a_meeting"
            ),
            models.CheckConstraint(
                name="vote_no_more_than_came",
                condition=Q(agreed__lte=F("attended")),
                violation_error_message="Số người nhất trí không thể quá số người dự.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreed}/{self.attended}"


class MeetingObjection(models.Model):
    """An objection raised at a meeting, perhaps about one household."""

    meeting = models.ForeignKey(
        VillageMeeting, on_delete=models.PROTECT, related_name="objections"
    )
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    speaker = models.CharField("người nêu ý kiến", max_length=120)
    text = models.TextField("nội dung", max_length=2_000)
    answer = models.TextField("trả lời tại cuộc họp", blank=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = "ý kiến tại cuộc họp"
        verbose_name_plural = "ý kiến tại cuộc họp"
        ordering = ["meeting", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class PublicPostingQuerySet(models.QuerySet["PublicPosting"]):
    """Reads of postings."""

    def visible_to(self, officer: Officer) -> "PublicPostingQuerySet":
        """Postings of communes the officer, or a village of his, lies in."""
        places = CommuneRound.objects.visible_to(officer)
        return self.filter(place__in=places.values("pk"))


class PublicPosting(models.Model):
    """Niêm yết công khai: which results hung where, from when to when.

    `last_day` follows from the procedure's day count at that time and is kept.
    `reposting_of` is the posting some of whose results have changed since. Triggers
    refuse any change of it and of its rows, but of the scan.
    """

    place = models.ForeignKey(
        CommuneRound, on_delete=models.PROTECT, related_name="postings"
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    turn = models.PositiveSmallIntegerField("lần niêm yết")
    posted_on = models.DateField("ngày niêm yết")
    last_day = models.DateField("ngày cuối")
    venues = ArrayField(models.CharField(max_length=200), verbose_name="nơi niêm yết")
    loudspeaker = models.BooleanField("thông báo trên loa truyền thanh", default=False)
    reposting_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="again"
    )
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    posted_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = PublicPostingQuerySet.as_manager()

    class Meta:
        verbose_name = "lần niêm yết"
        verbose_name_plural = "các lần niêm yết"
        ordering = ["place", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["place", "turn"], name="posting_turn_once"),
            models.CheckConstraint(
                name="posting_ends_after_it_begins",
                condition=Q(posted_on__lte=F("last_day")),
            ),
            models.CheckConstraint(
                name="posting_hangs_somewhere", condition=Q(venues__len__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"niêm yết lần {self.turn}"


class PostedOutcome(models.Model):
    """A result on a posted list; another result needs another posting.

    In a round under two standards a household hangs with its result under each.
    `head_name` is the name that hung there, whoever heads the household later.
    """

    posting = models.ForeignKey(
        PublicPosting, on_delete=models.PROTECT, related_name="rows"
    )
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="posted")
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, related_name="posted"
    )
    head_name = models.CharField("chủ hộ", max_length=120, default="")

    class Meta:
        verbose_name = "kết quả đã niêm yết"
        verbose_name_plural = "kết quả đã niêm yết"
        ordering = ["posting", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "outcome"], name="posted_once_a_posting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.review_id}"


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Reads of complaints."""

    def visible_to(self, officer: Officer) -> "ComplaintQuerySet":
        """Complaints in communes the officer answers for, whoever may read them."""
        return self.filter(place__commune_id__in=scope_of(officer).commune_ids)


class Complaint(models.Model):
    """Khiếu nại about a household's result: who, at which level, what came of it.

    What was received is never changed (by triggers), nor is a judgement; whoever
    does not accept it complains to the next level (`appeal_of`).
    """

    class Level(models.TextChoices):
        """Nơi giải quyết."""

        COMMUNE = "commune", "Ủy ban nhân dân xã"
        HIGHER = "higher", "Cấp trên"
        COURT = "court", "Tòa án"

    class State(models.TextChoices):
        """Tình trạng."""

        OPEN = "open", "Đang giải quyết"
        RECHECKING = "rechecking", "Đang phúc tra"
        UPHELD = "upheld", "Khiếu nại đúng"
        PARTLY = "partly", "Khiếu nại đúng một phần"
        REJECTED = "rejected", "Khiếu nại sai"
        WITHDRAWN = "withdrawn", "Rút khiếu nại"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(
        CommuneRound, on_delete=models.PROTECT, related_name="complaints"
    )
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="complaints"
    )
    level = models.CharField("nơi giải quyết", max_length=8, choices=Level)
    complainant = models.CharField("người khiếu nại", max_length=120)
    is_anonymous = models.BooleanField("giấu tên khi in", default=False)
    received_on = models.DateField("ngày nhận")
    text = models.TextField("nội dung", max_length=4_000)
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    appeal_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="appeals"
    )
    state = models.CharField(
        "tình trạng", max_length=10, choices=State, default=State.OPEN
    )
    recheck = models.OneToOneField(
        Reopening,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complaint",
    )
    judgement = models.TextField("kết luận", blank=True)
    judged_on = models.DateField("ngày kết luận", null=True, blank=True)
    judged_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.CharField("số văn bản", max_length=120, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = "khiếu nại"
        verbose_name_plural = "khiếu nại"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="complaint_judged_with_words",
                condition=Q(state__in=["open", "rechecking"])
                | (~Q(judgement="") & Q(judged_on__isnull=False)),
                violation_error_message="Kết luận phải có nội dung và ngày.",
            ),
            models.CheckConstraint(
                name="complaint_judged_after_it_came",
                condition=Q(judged_on__isnull=True)
                | Q(judged_on__gte=F("received_on")),
                violation_error_message="Ngày kết luận phải từ ngày nhận trở đi.",
            ),
        ]

    def __str__(self) -> str:
        return f"khiếu nại {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it still stands in the way of recognition."""
        return self.state in {self.State.OPEN, self.State.RECHECKING}
