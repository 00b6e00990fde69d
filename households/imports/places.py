"""Where a row of a list lies: commune by code and day, village by name."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area, AreaChange, AreaVersion, Level
from povertyportal.sheets.cells import key_of
from povertyportal.sheets.problems import CellProblem

_KINDS = (
    "thon",
    "ban",
    "buon",
    "bon",
    "lang",
    "plei",
    "ap",
    "khom",
    "xom",
    "khu pho",
    "khu dan cu",
    "to dan pho",
    "to",
    "xa",
    "phuong",
    "thi tran",
    "dac khu",
)


class PlaceProblem(CellProblem):
    """A place that cannot be used; `column` is where the officer should look."""

    def __init__(self, message: str, column: str) -> None:
        super().__init__(message)
        self.column = column


def bare_name(name: str) -> str:
    """The key of a name without its type word: "Thôn Đông" and "Đông" agree."""
    key = key_of(name)
    for kind in _KINDS:
        if key.startswith(kind + " "):
            return key[len(kind) + 1 :]
    return key


def _village_keys(villages: Iterable[Area]) -> dict[str, int]:
    """Ids of villages by full name, and by bare name where it is the only one."""
    full: dict[str, int] = {}
    bare: dict[str, list[int]] = {}
    for village in villages:
        full[key_of(village.name)] = village.pk
        bare.setdefault(bare_name(village.name), []).append(village.pk)
    alone = {key: ids[0] for key, ids in bare.items() if len(ids) == 1}
    return {**alone, **full}


@dataclass
class CommunePlaces:
    """A commune on a day, with its villages by full and by bare name."""

    commune: Area
    name: str
    villages: dict[str, int]

    @classmethod
    def load(cls, commune: Area, day: dt.date) -> "CommunePlaces":
        """Read the commune's name and villages as of `day`."""
        return cls.load_all([commune], day)[0]

    @classmethod
    def load_all(cls, communes: Sequence[Area], day: dt.date) -> list["CommunePlaces"]:
        """The same of many communes, in their order."""
        versions = AreaVersion.objects.on(day).filter(area__in=communes)
        names = dict(versions.values_list("area_id", "name"))
        villages: dict[int, list[Area]] = {each.pk: [] for each in communes}
        for village in Area.objects.villages().on(day).filter(parent__in=communes):
            villages[village.parent_id or 0].append(village)
        return [
            cls(each, names.get(each.pk, each.name), _village_keys(villages[each.pk]))
            for each in communes
        ]

    def village(self, name: str) -> int:
        """The id of the village of that name. Raises PlaceProblem."""
        found = self.villages.get(key_of(name)) or self.villages.get(bare_name(name))
        if found is None:
            raise PlaceProblem(
                f"{self.name} chưa có thôn, tổ dân phố “{name}” trên cổng. Hãy sửa tên "
                "cho khớp, hoặc khai báo thôn này ở mục Địa bàn trước khi nhập.",
                "village",
            )
        return found


@dataclass
class Places:
    """Finds places for the rows of one list, each distinct one once."""

    scope: Scope
    communes: dict[tuple[str, dt.date], CommunePlaces | PlaceProblem] = field(
        default_factory=dict
    )
    _found: dict[tuple[object, ...], tuple[int, int] | PlaceProblem] = field(
        default_factory=dict
    )

    def ids(self) -> set[int]:
        """Ids of the communes met so far."""
        return {
            each.commune.pk
            for each in self.communes.values()
            if isinstance(each, CommunePlaces)
        }

    def find(
        self, code: str, commune: str | None, village: str, day: dt.date
    ) -> tuple[int, int]:
        """(commune id, village id) by code and names on `day`. Raises PlaceProblem."""
        key = (code, commune, village, day)
        if key not in self._found:
            self._found[key] = self._outcome(code, commune, village, day)
        return _or_raise(self._found[key])

    def find_address(self, address: str, day: dt.date) -> tuple[int, int]:
        """The same for "Thôn 1, xã Gia Vân"; the commune may be left out."""
        key = (address, day)
        if key not in self._found:
            try:
                self._found[key] = self._at_address(address, day)
            except PlaceProblem as problem:
                self._found[key] = problem
        return _or_raise(self._found[key])

    def _outcome(
        self, code: str, name: str | None, village: str, day: dt.date
    ) -> tuple[int, int] | PlaceProblem:
        try:
            places = self._commune(code, day)
            if name and bare_name(name) != bare_name(places.name):
                raise PlaceProblem(
                    f"Mã xã {code} ngày {day:%d/%m/%Y} là của {places.name}, không "
                    f"phải “{name}”. Hãy sửa mã hoặc tên xã.",
                    "commune_code",
                )
            return places.commune.pk, places.village(village)
        except PlaceProblem as problem:
            return problem

    def _commune(self, code: str, day: dt.date) -> CommunePlaces:
        key = (code, day)
        if key not in self.communes:
            self.communes[key] = self._load(code, day)
        found = self.communes[key]
        if isinstance(found, PlaceProblem):
            raise found
        return found

    def _load(self, code: str, day: dt.date) -> CommunePlaces | PlaceProblem:
        area = Area.objects.coded(Level.COMMUNE, code, day).first()
        if area is None:
            return PlaceProblem(_no_such_code(code, day), "commune_code")
        if area.pk not in self.scope.commune_ids:
            return PlaceProblem(
                f"{area.name} (mã {code}) ngoài địa bàn bạn phụ trách. Hãy bỏ các dòng "
                "của xã này khỏi tệp.",
                "commune_code",
            )
        return CommunePlaces.load(area, day)

    def _at_address(self, address: str, day: dt.date) -> tuple[int, int]:
        village, _, rest = address.partition(",")
        commune = rest.split(",")[0].strip()
        places = self._by_name(commune, day)
        try:
            return places.commune.pk, places.village(village.strip())
        except PlaceProblem as problem:
            raise PlaceProblem(str(problem), "address") from None

    def _by_name(self, name: str, day: dt.date) -> CommunePlaces:
        met = [
            places
            for (_, on), places in self.communes.items()
            if isinstance(places, CommunePlaces) and on == day
        ]
        if not name and len(met) == 1:
            return met[0]
        for places in met:
            if bare_name(places.name) == bare_name(name):
                return places
        named = [
            version.area.code
            for version in AreaVersion.objects.on(day)
            .filter(area__in=self.scope.commune_ids)
            .select_related("area")
            if bare_name(version.name) == bare_name(name)
        ]
        if name and len(named) == 1:
            return self._commune(named[0], day)
        raise PlaceProblem(
            "Không rõ địa chỉ này ở xã nào. Hãy ghi “thôn, xã”, ví dụ “Thôn 1, xã Gia "
            "Vân”, với xã trong địa bàn bạn phụ trách.",
            "address",
        )


def _or_raise(found: tuple[int, int] | PlaceProblem) -> tuple[int, int]:
    if isinstance(found, PlaceProblem):
        raise found
    return found


def _no_such_code(code: str, day: dt.date) -> str:
    became = AreaChange.objects.filter(
        old__level=Level.COMMUNE, old__code=code, effective_on__lte=day
    ).select_related("new")
    names = ", ".join(f"{change.new.name} (mã {change.new.code})" for change in became)
    hint = f" Xã này đã thành {names}." if names else ""
    return (
        f"Không có xã mang mã {code} vào ngày {day:%d/%m/%Y}.{hint} Hãy sửa mã xã hoặc "
        "ngày quyết định."
    )
