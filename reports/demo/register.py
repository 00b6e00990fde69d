"""How a district's lists follow from one another, commune by commune."""

import random
from dataclasses import dataclass, field

from reports.demo.people import DemoHousehold, Families


@dataclass
class CommuneList:
    """What a commune's list of a year holds."""

    listed: list[DemoHousehold] = field(default_factory=list)
    escaped_poor: list[DemoHousehold] = field(default_factory=list)
    escaped_near_poor: list[DemoHousehold] = field(default_factory=list)

    def of(self, poverty_class: str) -> list[DemoHousehold]:
        """The listed households of a class."""
        return [each for each in self.listed if each.poverty_class == poverty_class]


@dataclass(frozen=True)
class Wanted:
    """A commune's list to be made: its villages and how many of each class."""

    villages: tuple[str, ...]
    year: int
    poor: int
    near_poor: int
    size: float


def next_list(
    before: CommuneList, wanted: Wanted, families: Families, chance: random.Random
) -> CommuneList:
    """The list a year later: some stay, some escape, some are new.

    Of the poor of the year before nine in ten of the new number stay poor; the
    others become near-poor or leave; the rest of each class is new.
    """
    made = CommuneList()
    poor, near = before.of("poor"), before.of("near_poor")
    chance.shuffle(poor)
    chance.shuffle(near)
    stay = min(len(poor), wanted.poor * 9 // 10)
    down = min((len(poor) - stay) // 2, wanted.near_poor)
    kept = min(len(near), (wanted.near_poor - down) * 9 // 10)
    fallen = min(wanted.poor - stay, (len(near) - kept) // 4)

    def judged(households: list[DemoHousehold], to: str) -> list[DemoHousehold]:
        return [each.judged(to, chance) for each in households]

    made.listed = [
        *judged(poor[:stay] + near[kept : kept + fallen], "poor"),
        *judged(poor[stay : stay + down] + near[:kept], "near_poor"),
    ]
    made.escaped_poor = judged(poor[stay + down :], "not_poor")
    made.escaped_near_poor = judged(near[kept + fallen :], "not_poor")
    for name, count in (("poor", wanted.poor), ("near_poor", wanted.near_poor)):
        for _ in range(count - len(made.of(name))):
            village = chance.choice(wanted.villages)
            new = families.make(village, wanted.year, wanted.size)
            made.listed.append(new.judged(name, chance))
    made.listed.sort(key=lambda each: wanted.villages.index(each.village))
    return made
