"""Places of rows that name none, or a village only: within the area chosen for them."""

import datetime as dt
from dataclasses import dataclass, field

from households.imports.places import CommunePlaces, PlaceProblem, Places, bare_name
from povertyportal.areas.models import Area, Level

Found = tuple[int | None, int | None]


@dataclass
class ChosenPlaces:
    """Finds (commune id, village id) of rows in `area`; either may stay unknown.

    `area` is a village, a commune or something wider, in being on `day`.
    """

    places: Places
    area: Area
    day: dt.date
    _communes: list[CommunePlaces] | None = None
    _found: dict[tuple[str | None, ...], Found | PlaceProblem] = field(
        default_factory=dict
    )

    def find(self, code: str | None, commune: str | None, village: str | None) -> Found:
        """The place of a row by what it names. Raises PlaceProblem."""
        key = (code, commune, village)
        if key not in self._found:
            try:
                self._found[key] = self._find(code, commune, village)
            except PlaceProblem as problem:
                self._found[key] = problem
        found = self._found[key]
        if isinstance(found, PlaceProblem):
            raise found
        return found

    def commune_ids(self) -> frozenset[int]:
        """The communes of the area, or of the village, that the officer answers for."""
        if self.area.level == Level.VILLAGE:
            parent = frozenset([self.area.parent_id or 0])
            return parent & self.places.scope.commune_ids
        return frozenset(each.commune.pk for each in self._all())

    def _find(
        self, code: str | None, commune: str | None, village: str | None
    ) -> Found:
        if self.area.level == Level.VILLAGE:
            return self._in_village(village)
        inside = self._all()
        if code:
            inside = [each for each in inside if each.commune.code == code.zfill(5)]
        if commune:
            wanted = bare_name(commune)
            inside = [each for each in inside if bare_name(each.name) == wanted]
        if not inside:
            raise PlaceProblem(
                f"{self.area.name} không có xã này trong địa bàn bạn phụ trách ngày "
                f"{self.day:%d/%m/%Y}. Hãy sửa tên, mã xã, hoặc chọn lại địa bàn.",
                "commune_code" if code else "commune",
            )
        if len(inside) == 1:
            only = inside[0]
            return only.commune.pk, only.village(village) if village else None
        return self._by_village(inside, village) if village else (None, None)

    def _in_village(self, village: str | None) -> Found:
        if village and bare_name(village) != bare_name(self.area.name):
            raise PlaceProblem(
                f"Dòng này ghi “{village}”, nhưng địa bàn đã chọn là {self.area.name}. "
                "Hãy sửa tên thôn, hoặc chọn lại địa bàn.",
                "village",
            )
        return self.area.parent_id, self.area.pk

    def _by_village(self, inside: list[CommunePlaces], village: str) -> Found:
        found: list[Found] = []
        for each in inside:
            try:
                found.append((each.commune.pk, each.village(village)))
            except PlaceProblem:
                continue
        if len(found) == 1:
            return found[0]
        many = "nhiều xã có" if found else "không xã nào có"
        raise PlaceProblem(
            f"Trong {self.area.name} {many} thôn, tổ dân phố “{village}”. Hãy sửa tên "
            "thôn, hoặc thêm cột “Xã, phường”.",
            "village",
        )

    def _all(self) -> list[CommunePlaces]:
        if self._communes is None:
            communes = Area.objects.communes().on(self.day)
            inside = communes.filter(pk__in=self.places.scope.commune_ids)
            # Communes that ended hang under districts of their time: who chose his
            # whole area means all he answers for.
            if self.area not in self.places.scope.areas:
                inside = inside.filter(pk__in=Area.objects.under(self.area))
            self._communes = CommunePlaces.load_all(list(inside), self.day)
        return self._communes
