"""Households, reviews and outcomes over the API: in scope, ids masked, read-only."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from households.models import (
    Household,
    Membership,
    Outcome,
    Relation,
    Review,
    ReviewState,
)
from households.rules.standards import STANDARDS
from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.api_views import (
    IdField,
    OptionField,
    ReadViewSet,
    SearchField,
    described,
    filtered,
)
from povertyportal.audit import trail

FEW_COMMUNES = 20  # a search in more goes through the index of names


class HouseholdQuery(serializers.Serializer):
    """Parameters of the list of households."""

    q = SearchField(help_text="A member's name, a household number or a personal id.")
    commune = IdField()
    village = IdField()
    state = OptionField(Household.State.values)


class MemberSerializer(serializers.ModelSerializer):
    """A person in the household today; the personal id only masked."""

    person = serializers.IntegerField(source="person_id")
    relation = serializers.ChoiceField(Relation.choices)
    name = serializers.CharField(source="person.name")
    sex = serializers.CharField(source="person.sex")
    born = serializers.CharField(
        source="person.birth_text", help_text="05/02/1980, 02/1980, 1980 or empty."
    )
    ethnicity = serializers.CharField(source="person.ethnicity")
    personal_id = serializers.CharField(
        source="person.masked_id", help_text="Masked; empty without one."
    )

    class Meta:
        model = Membership
        fields = [
            "person",
            "relation",
            "name",
            "sex",
            "born",
            "ethnicity",
            "personal_id",
            "starts",
        ]


class HouseholdSerializer(serializers.ModelSerializer):
    """A household where it lives now."""

    class Meta:
        model = Household
        fields = ["id", "number", "state", "head_name", "size", "village", "commune"]


class HouseholdDetailSerializer(HouseholdSerializer):
    """Also its members of today."""

    members = MemberSerializer(many=True, source="members_today")

    class Meta(HouseholdSerializer.Meta):
        fields = [*HouseholdSerializer.Meta.fields, "address", "version", "members"]


@described(HouseholdQuery, HouseholdSerializer, HouseholdDetailSerializer)
class HouseholdViewSet(ReadViewSet[Household]):
    """Households that live where the officer answers for."""

    act = Act.VIEW_HOUSEHOLDS
    queryset = Household.objects.none()
    query_serializer = HouseholdQuery
    serializer_class = HouseholdSerializer
    detail_serializer = HouseholdDetailSerializer

    def rows(self, asked: dict[str, Any]) -> QuerySet[Household]:
        """Households in scope, by place, state and search."""
        found = Household.objects.visible_to(self.request.user)
        columns = {"commune": "commune_id", "village": "village_id", "state": "state"}
        if "q" in asked:
            many = len(scope_of(self.request.user).commune_ids) > FEW_COMMUNES
            found = found.matching(asked["q"], is_wide=many and "commune" not in asked)
        rows = filtered(found, asked, **columns).order_by("head_sort_key", "id")
        return rows.prefetch_related(*self._also())

    def _also(self) -> list[Prefetch]:
        return [_members_today()] if self.action == "retrieve" else []

    def get_object(self) -> Household:
        """One household; looking at it is an act of its own."""
        household = super().get_object()
        _looked_at(self, "households.household.viewed", "household", household)
        return household


def _members_today() -> Prefetch:
    today = timezone.localdate()
    members = Membership.objects.filter(starts__lte=today).exclude(ends__lte=today)
    members = members.select_related("person").order_by("position", "id")
    return Prefetch("memberships", members, to_attr="members_today")


def _looked_at(
    view: ReadViewSet[Any], act: str, kind: str, row: Household | Review
) -> None:
    trail.record(
        by=view.request.user,
        act=act,
        kind=kind,
        object_id=row.pk,
        area_id=row.commune_id,
        through="api",
    )


class ReviewQuery(serializers.Serializer):
    """Parameters of the list of reviews."""

    round = IdField()
    household = IdField()
    commune = IdField(help_text="Where the household lived at that time.")
    state = OptionField(ReviewState.values)


class ReviewSerializer(serializers.ModelSerializer):
    """A household's review in a round; village and commune of that time."""

    year = serializers.IntegerField(source="round.year")

    class Meta:
        model = Review
        fields = [
            "id",
            "round",
            "year",
            "household",
            "village",
            "commune",
            "why",
            "state",
            "surveyed_on",
            "submitted_at",
            "version",
        ]


class ReviewDetailSerializer(ReviewSerializer):
    """Also what was answered, by question and person."""

    answers = serializers.DictField()

    class Meta(ReviewSerializer.Meta):
        fields = [*ReviewSerializer.Meta.fields, "answers"]


@described(ReviewQuery, ReviewSerializer, ReviewDetailSerializer)
class ReviewViewSet(ReadViewSet[Review]):
    """Reviews of households that live where the officer answers for."""

    act = Act.VIEW_HOUSEHOLDS
    queryset = Review.objects.none()
    query_serializer = ReviewQuery
    serializer_class = ReviewSerializer
    detail_serializer = ReviewDetailSerializer

    def rows(self, asked: dict[str, Any]) -> QuerySet[Review]:
        """Reviews in scope, by round, household, place and state."""
        found = Review.objects.visible_to(self.request.user).select_related("round")
        columns = {
            "round": "round_id",
            "household": "household_id",
            "commune": "commune_id",
            "state": "state",
        }
        return filtered(found, asked, **columns).order_by("-id")

    def get_object(self) -> Review:
        """One review; looking at it is an act of its own."""
        review = super().get_object()
        _looked_at(self, "households.review.viewed", "review", review)
        return review


class OutcomeQuery(serializers.Serializer):
    """Parameters of the list of outcomes."""

    round = IdField()
    review = IdField()
    household = IdField()
    commune = IdField(help_text="Where the household lived at that time.")
    standard = OptionField(list(STANDARDS))
    poverty_class = OptionField(Outcome.Class.values)
    is_current = serializers.BooleanField(
        required=False,
        help_text="False: those that a later outcome has superseded.",
    )


class OutcomeSerializer(serializers.ModelSerializer):
    """What follows from a review under a standard; indicators by their numbers."""

    household = serializers.IntegerField(source="review.household_id")
    year = serializers.IntegerField(source="round.year")
    deprived = serializers.SerializerMethodField()
    known = serializers.SerializerMethodField()

    class Meta:
        model = Outcome
        fields = [
            "id",
            "review",
            "household",
            "round",
            "year",
            "village",
            "commune",
            "standard",
            "origin",
            "is_current",
            "poverty_class",
            "b1",
            "b1_source",
            "b2",
            "deprived",
            "known",
            "persons",
            "is_minority",
            "no_labour",
            "has_merit",
            "decided_at",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_deprived(self, outcome: Outcome) -> list[int]:
        """Numbers of the indicators in which the household is deprived."""
        return _bits(outcome.deprived_mask)

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_known(self, outcome: Outcome) -> list[int]:
        """Numbers of the indicators that are known, deprived or not."""
        return _bits(outcome.known_mask)


def _bits(mask: int) -> list[int]:
    return [place + 1 for place in range(mask.bit_length()) if mask >> place & 1]


class ReasonSerializer(serializers.Serializer):
    """Why, with its article; `verified` False where the article is only recalled."""

    text = serializers.CharField()
    citation = serializers.CharField()
    verified = serializers.BooleanField()


class OutcomeDetailSerializer(OutcomeSerializer):
    """Also the reasons in Vietnamese, and what was missing."""

    reasons = ReasonSerializer(many=True, source="grounds.reasons", default=list)
    missing = serializers.ListField(
        child=serializers.CharField(), source="grounds.missing", default=list
    )

    class Meta(OutcomeSerializer.Meta):
        fields = [*OutcomeSerializer.Meta.fields, "reasons", "missing"]


@described(OutcomeQuery, OutcomeSerializer, OutcomeDetailSerializer)
class OutcomeViewSet(ReadViewSet[Outcome]):
    """Outcomes of households that live where the officer answers for."""

    act = Act.VIEW_HOUSEHOLDS
    queryset = Outcome.objects.none()
    query_serializer = OutcomeQuery
    serializer_class = OutcomeSerializer
    detail_serializer = OutcomeDetailSerializer

    def rows(self, asked: dict[str, Any]) -> QuerySet[Outcome]:
        """Outcomes in scope, by round, review, household, place and class."""
        found = Outcome.objects.visible_to(self.request.user)
        found = found.select_related("review", "round")
        if self.action == "retrieve":
            found = found.select_related("grounds")
        columns = {
            "round": "round_id",
            "review": "review_id",
            "household": "review__household_id",
            "commune": "commune_id",
            "standard": "standard",
            "poverty_class": "poverty_class",
            "is_current": "is_current",
        }
        return filtered(found, asked, **columns).order_by("-id")
