"""Areas over the API: public facts, for every officer."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated

from povertyportal.accounts.api_views import (
    IdField,
    OptionField,
    ReadViewSet,
    SearchField,
    described,
    filtered,
)
from povertyportal.areas.models import (
    Area,
    AreaChange,
    AreaVersion,
    Level,
)


class AreaQuery(serializers.Serializer):
    """Parameters of the list of areas."""

    on = serializers.DateField(
        required=False, help_text="Units in being on this day, as they were then."
    )
    level = OptionField(Level.values)
    code = serializers.CharField(
        required=False,
        max_length=12,
        help_text="A key only together with a day, so `on` must be given too.",
    )
    parent = IdField(help_text="Units directly below this one.")
    q = SearchField(help_text="A name of any time, accents and type word optional.")

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Refuse a bare code: the same code has meant other units at other times."""
        if "code" in asked and "on" not in asked:
            raise serializers.ValidationError(
                {"code": ["Mã chỉ có nghĩa vào một ngày: hãy thêm tham số on."]}
            )
        return asked


class AreaVersionSerializer(serializers.ModelSerializer):
    """A unit's name, kind and parent over a time (half-open)."""

    class Meta:
        model = AreaVersion
        fields = ["name", "kind", "parent", "starts", "ends"]


class AreaSerializer(serializers.ModelSerializer):
    """A unit under its newest name; `versions` are those of the day asked for."""

    versions = AreaVersionSerializer(many=True)

    class Meta:
        model = Area
        fields = [
            "id",
            "level",
            "code",
            "name",
            "kind",
            "parent",
            "began",
            "ended",
            "versions",
        ]


class BecameSerializer(serializers.ModelSerializer):
    """A unit that this one went over into."""

    area = serializers.IntegerField(source="new_id")
    name = serializers.CharField(source="new.name")

    class Meta:
        model = AreaChange
        fields = ["area", "name", "effective_on", "extent"]


class CameFromSerializer(serializers.ModelSerializer):
    """A unit that went over into this one."""

    area = serializers.IntegerField(source="old_id")
    name = serializers.CharField(source="old.name")

    class Meta:
        model = AreaChange
        fields = ["area", "name", "effective_on", "extent"]


class AreaDetailSerializer(AreaSerializer):
    """A unit with all its versions, what it became and what it came from."""

    became = BecameSerializer(many=True)
    came_from = CameFromSerializer(many=True)

    class Meta(AreaSerializer.Meta):
        fields = [*AreaSerializer.Meta.fields, "lat", "lon", "became", "came_from"]


@described(AreaQuery, AreaSerializer, AreaDetailSerializer)
class AreaViewSet(ReadViewSet[Area]):
    """Administrative units of any time, from the province to the village."""

    queryset = Area.objects.all()
    permission_classes = [IsAuthenticated]
    query_serializer = AreaQuery
    serializer_class = AreaSerializer
    detail_serializer = AreaDetailSerializer

    def rows(self, asked: dict[str, Any]) -> QuerySet[Area]:
        """Units by level, code, parent, day and name."""
        day: dt.date | None = asked.get("on")
        found = Area.objects.order_by("sort_key", "id")
        if "q" in asked:
            found = Area.objects.named(asked["q"], day)
        if day:
            found = found.on(day)
        versions = AreaVersion.objects.on(day) if day else AreaVersion.objects.all()
        columns = {"level": "level", "code": "code", "parent": "parent_id"}
        also: list[Any] = [Prefetch("versions", versions)]
        if self.action == "retrieve":
            also += ["became__new", "came_from__old"]
        return filtered(found, asked, **columns).prefetch_related(*also)
