"""Made-up families: names and ages plausible for the area, nobody real.

Personal ids have the form of real ones, but their last six digits begin with 9,
beyond what a province hands out in a year, so that they are nobody's.
"""

import datetime as dt
import random
from dataclasses import dataclass, field, replace

# family names, middle names of men and women, given names of men and women
_KINH = (
    ("Nguyễn", "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đinh", "Vũ", "Bùi", "Đỗ"),
    (("Văn", "Hữu", "Đức", "Quang", "Xuân"), ("Thị", "Thị", "Ngọc", "Thu", "Thanh")),
    (
        ("An", "Bình", "Cường", "Dũng", "Hải", "Hùng", "Kiên", "Long", "Sơn", "Tuấn"),
        ("Chi", "Hạnh", "Hoa", "Hồng", "Lan", "Mai", "Nga", "Oanh", "Thảo", "Yến"),
    ),
)
_NAMES = {
    "Kinh": _KINH,
    "Mường": (("Đinh", "Bùi", "Quách", "Hà"), *_KINH[1:]),
    "Thái": (("Lò", "Vi", "Hà", "Lương"), *_KINH[1:]),
    "Gia Rai": (
        ("Rơ Châm", "Ksor", "Siu", "Rơ Mah", "Puih", "Rơ Lan"),
        (("",), ("",)),
        (
            ("Hyan", "Blơi", "Thưk", "Brơm", "Chun", "Khiêm", "Đoan", "Lơm"),
            ("H'Bliu", "H'Lan", "H'Nga", "H'Yuên", "H'Phin", "H'Uyên", "H'Mơi"),
        ),
    ),
    "Ba Na": (
        ("Đinh",),
        (("",), ("",)),
        (("Hyơh", "Blin", "Krông", "Thơn"), ("Yên", "Lít", "Hlơn", "Byưi")),
    ),
    "Gié - Triêng": (("Hồ", "Hồ", "Nguyễn"), *_KINH[1:]),
    "Cơ Tu": (("A Lăng", "Zơ Râm", "Bh'riu", "Pơ Loong"), *_KINH[1:]),
}
_CAUSES_OLD, _CAUSES_YOUNG = (3, 7, 7, 2), (1, 2, 4, 5, 6, 8)


@dataclass(frozen=True)
class DemoPerson:
    """A made-up person; `born` with its month and day, or the year alone."""

    name: str
    relation: str
    sex: str
    born: dt.date | str
    personal_id: str
    ethnicity: str

    @property
    def birth_year(self) -> int:
        """The year of birth."""
        return int(self.born) if isinstance(self.born, str) else self.born.year


@dataclass
class DemoHousehold:
    """A made-up household as a list shows it; the head comes first."""

    village: str
    members: tuple[DemoPerson, ...]
    b1: int
    b2: int
    causes: str
    no_labour: bool
    merit: bool
    poverty_class: str = "poor"
    was: str = field(default="")

    @property
    def minority(self) -> bool:
        """Whether the head is of an ethnic minority."""
        return self.members[0].ethnicity != "Kinh"

    def judged(self, poverty_class: str, chance: random.Random) -> "DemoHousehold":
        """The same family a year later, in another or the same class."""
        points = {"poor": (70, 138), "near_poor": (85, 140), "not_poor": (145, 190)}
        deprived = {"poor": (3, 6), "near_poor": (0, 2), "not_poor": (0, 3)}
        return replace(
            self,
            poverty_class=poverty_class,
            was=self.poverty_class,
            b1=chance.randint(*points[poverty_class]),
            b2=10 * chance.randint(*deprived[poverty_class]),
        )


class Families:
    """Makes families of a district, each person's number once."""

    def __init__(
        self, chance: random.Random, id_province: str, peoples: dict[str, int]
    ) -> None:
        self.chance = chance
        self.id_province = id_province
        self.peoples = list(peoples)
        self.weights = list(peoples.values())
        self.given = 0

    def make(self, village: str, year: int, size: float) -> DemoHousehold:
        """A family in `village` in a year; `size` is the mean number of members."""
        chance = self.chance
        people = chance.choices(self.peoples, self.weights)[0]
        alone = chance.random() < 0.62 / size
        age = chance.randint(61, 88) if alone else chance.randint(26, 66)
        members = [self._person("head", people, year - age)]
        if not alone:
            members += self._others(members[0], people, year, age, size)
        return DemoHousehold(
            village=village,
            members=tuple(members),
            b1=0,
            b2=0,
            causes=", ".join(map(str, sorted(self._causes(alone)))),
            no_labour=alone and age > 68,
            merit=chance.random() < 0.02,
        )

    def _causes(self, old: bool) -> set[int]:
        among = _CAUSES_OLD if old else _CAUSES_YOUNG
        return set(self.chance.choices(among, k=self.chance.randint(1, 2)))

    def _others(
        self, head: DemoPerson, people: str, year: int, age: int, size: float
    ) -> list[DemoPerson]:
        """A spouse, children with the head's family name, perhaps an old mother."""
        chance, others = self.chance, []
        family = head.name.rsplit(" ", 2)[0] if people == "Kinh" else ""
        if chance.random() < 0.65:
            sex = "Nữ" if head.sex == "Nam" else "Nam"
            born = year - age + chance.randint(-4, 4)
            others.append(self._person("spouse", people, born, sex))
        for _ in range(min(6, round(chance.gauss(size - 1.5, 0.9)))):
            child = year - age + chance.randint(20, 34)
            if child < year:
                others.append(self._person("child", people, child, family=family))
        if age < 55 and chance.random() < 0.15:
            born = year - age - chance.randint(20, 30)
            others.append(self._person("parent", people, born, "Nữ"))
        return others

    def _person(
        self, relation: str, people: str, year: int, sex: str = "", family: str = ""
    ) -> DemoPerson:
        chance = self.chance
        sex = sex or chance.choices(("Nam", "Nữ"), (55, 45))[0]
        woman = sex == "Nữ"
        families, middles, given = _NAMES[people]
        parts = (
            family or chance.choice(families),
            chance.choice(middles[woman]),
            chance.choice(given[woman]),
        )
        born: dt.date | str = dt.date(
            year, chance.randint(1, 12), chance.randint(1, 28)
        )
        if year < 1955 and chance.random() < 0.3:
            born = str(year)  # of many old people only the year is known
        return DemoPerson(
            name=" ".join(part for part in parts if part),
            relation=relation,
            sex=sex,
            born=born,
            personal_id=self._number(woman, year),
            ethnicity=people,
        )

    def _number(self, woman: bool, year: int) -> str:
        self.given += 1
        mark = 2 * (year // 100 - 19) + woman
        serial = 900_000 + self.given % 100_000
        return f"{self.id_province}{mark}{year % 100:02d}{serial}"
