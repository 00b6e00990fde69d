"""Judges of the deprivation indicators, made from the numbers of a standard.

A judge takes the facts of a household and says deprived, not, or unknown, naming
who or what decides. The numbers and lists stand in the standard's own module.
"""

from collections.abc import Callable, Collection
from decimal import Decimal
from fractions import Fraction

from households.rules.facts import (
    Allowance,
    Device,
    HouseholdFacts,
    Job,
    MemberFacts,
    Toilet,
    WaterSource,
    named,
)
from households.rules.logic import agreed, all3, any3, not3, one_of
from households.rules.outcome import Judge, Judgement, State

MemberTest = Callable[[MemberFacts, int], bool | None]

ELDERLY_OR_DISABLED = frozenset({Allowance.ELDERLY, Allowance.DISABLED})
NO_MEMBERS = "Chưa có thành viên nào trong danh sách của hộ."


def by_member(test: MemberTest, *, bad: str, good: str, topic: str) -> Judge:
    """Deprived when the test holds for one member, at every age they may have."""

    def judge(facts: HouseholdFacts) -> Judgement:
        day = facts.reviewed_on
        verdicts = {
            member: agreed(test(member, age) for age in member.ages(day))
            for member in facts.members
        }
        hit = tuple(member for member, verdict in verdicts.items() if verdict)
        if hit:
            return Judgement(State.DEPRIVED, f"{named(hit, day)}: {bad}.")
        if not facts.members:
            return Judgement(State.UNKNOWN, NO_MEMBERS)
        open_ = tuple(member for member, verdict in verdicts.items() if verdict is None)
        if open_:
            text = f"Chưa đủ thông tin về {topic} của {named(open_, day)}."
            return Judgement(State.UNKNOWN, text)
        return Judgement(State.NOT_DEPRIVED, f"{good}.")

    return judge


def edge_recalled(judge: Judge, otherwise: Judge) -> Judge:
    """A judge whose edge is only recalled: verified where another reading agrees."""

    def judged(facts: HouseholdFacts) -> Judgement:
        found = judge(facts)
        agrees = otherwise(facts).state is found.state
        return Judgement(found.state, found.reason, found.verified and agrees)

    return judged


def by_answer(
    read: Callable[[HouseholdFacts], bool | None],
    *,
    bad: str,
    good: str,
    topic: str,
) -> Judge:
    """Deprived when one answer about the household says so."""

    def judge(facts: HouseholdFacts) -> Judgement:
        deprived = read(facts)
        if deprived is None:
            return Judgement(State.UNKNOWN, f"Chưa có câu trả lời về {topic}.")
        if deprived:
            return Judgement(State.DEPRIVED, f"{bad}.")
        return Judgement(State.NOT_DEPRIVED, f"{good}.")

    return judge


def employment(working_age_from: int) -> Judge:
    """Somebody able and willing has no job, or works for pay without a contract.

    ``able_to_work`` answers for working age and ability together, because the law
    bounds working age elsewhere; nobody below ``working_age_from`` counts.
    """

    def test(member: MemberFacts, age: int) -> bool | None:
        if age < working_age_from:
            return False
        idle = one_of(member.job, frozenset({Job.NONE}))
        paid = one_of(member.job, frozenset({Job.WAGE}))
        jobless = all3((member.able_to_work, member.wants_work, idle))
        return any3((jobless, all3((paid, not3(member.has_contract)))))

    return by_member(
        test,
        bad="muốn làm việc mà không có việc làm, hoặc làm công ăn lương "
        "mà không có hợp đồng lao động",
        good="Không có ai thiếu việc làm hoặc làm công ăn lương không có hợp đồng",
        topic="việc làm",
    )


def dependency(child_before: int, share: Fraction) -> Judge:
    """Dependents are more than ``share`` of the members; exactly that is not."""

    def depends(member: MemberFacts, age: int) -> bool | None:
        if age < child_before:
            return True
        return one_of(member.allowance, ELDERLY_OR_DISABLED)

    def judge(facts: HouseholdFacts) -> Judgement:
        day, size = facts.reviewed_on, len(facts.members)
        verdicts = [
            (member, agreed(depends(member, age) for age in member.ages(day)))
            for member in facts.members
        ]
        low = sum(verdict is True for _, verdict in verdicts)
        open_ = tuple(member for member, verdict in verdicts if verdict is None)
        if size == 0:
            return Judgement(State.UNKNOWN, NO_MEMBERS)
        if Fraction(low, size) > share:
            return Judgement(State.DEPRIVED, _dependents(low, size, "trên", share))
        high = low + len(open_)
        if Fraction(high, size) <= share:
            text = _dependents(high, size, "không quá", share)
            return Judgement(State.NOT_DEPRIVED, text)
        text = f"Chưa rõ {named(open_, day)} có phải người phụ thuộc không."
        return Judgement(State.UNKNOWN, text)

    return judge


def _dependents(count: int, size: int, side: str, share: Fraction) -> str:
    percent = int(share * 100)
    return f"Số người phụ thuộc là {count} trong {size} thành viên, {side} {percent}%."


def nutrition(child_before: int) -> Judge:
    """A child is stunted or underweight, as the health station found."""

    def test(member: MemberFacts, age: int) -> bool | None:
        if age >= child_before:
            return False
        return any3((member.stunted, member.underweight))

    return by_member(
        test,
        bad="suy dinh dưỡng thấp còi hoặc nhẹ cân",
        good=f"Không có trẻ em dưới {child_before} tuổi suy dinh dưỡng",
        topic="dinh dưỡng",
    )


def health_insurance(age_from: int) -> Judge:
    """Somebody of that age or older has no health insurance."""

    def test(member: MemberFacts, age: int) -> bool | None:
        return False if age < age_from else not3(member.insured)

    return by_member(
        test,
        bad="không có bảo hiểm y tế",
        good=f"Mọi người từ đủ {age_from} tuổi đều có bảo hiểm y tế",
        topic="bảo hiểm y tế",
    )


def housing_quality(parts_missing: int) -> Judge:
    """At least that many of wall, column and roof are not durable."""

    def judge(facts: HouseholdFacts) -> Judgement:
        parts = {
            "tường": facts.wall_durable,
            "cột": facts.column_durable,
            "mái": facts.roof_durable,
        }
        weak = [name for name, durable in parts.items() if durable is False]
        open_ = [name for name, durable in parts.items() if durable is None]
        if len(weak) >= parts_missing:
            text = f"Vật liệu không bền chắc: {', '.join(weak)}."
            return Judgement(State.DEPRIVED, text)
        if len(weak) + len(open_) >= parts_missing:
            text = f"Chưa có câu trả lời về vật liệu: {', '.join(open_)}."
            return Judgement(State.UNKNOWN, text)
        text = f"Chưa đến {parts_missing} trong ba bộ phận tường, cột, mái "
        return Judgement(State.NOT_DEPRIVED, f"{text}làm bằng vật liệu không bền chắc.")

    return judge


def housing_area(below: Decimal) -> Judge:
    """Less than that many square metres a head; exactly that is not."""

    def judge(facts: HouseholdFacts) -> Judgement:
        size, area = len(facts.members), facts.floor_area
        if size == 0:
            return Judgement(State.UNKNOWN, NO_MEMBERS)
        if area is None:
            text = "Chưa có câu trả lời về diện tích nhà ở."
            return Judgement(State.UNKNOWN, text)
        small = area < below * size
        side = "dưới" if small else "không dưới"
        shown = f"{area.normalize():f}".replace(".", ",")
        text = (
            f"Diện tích nhà ở {shown} m² cho {size} người, {side} {below} m² một người."
        )
        return Judgement(State.DEPRIVED if small else State.NOT_DEPRIVED, text)

    return judge


def water(clean: frozenset[WaterSource]) -> Judge:
    """The main source of water is not among the clean ones."""
    return by_answer(
        lambda facts: not3(one_of(facts.water_source, clean)),
        bad="Hộ không tiếp cận được nguồn nước sạch trong sinh hoạt",
        good="Hộ dùng nguồn nước sạch trong sinh hoạt",
        topic="nguồn nước sinh hoạt chính",
    )


def toilet(hygienic: frozenset[Toilet], recalled: frozenset[Toilet]) -> Judge:
    """The latrine is not a hygienic one; ``recalled`` types are not verified."""
    judge = by_answer(
        lambda facts: not3(one_of(facts.toilet, hygienic | recalled)),
        bad="Hộ không dùng nhà tiêu hợp vệ sinh",
        good="Hộ dùng nhà tiêu hợp vệ sinh",
        topic="loại nhà tiêu",
    )

    def marked(facts: HouseholdFacts) -> Judgement:
        found = judge(facts)
        verified = facts.toilet not in recalled
        return Judgement(found.state, found.reason, verified)

    return marked


def internet() -> Judge:
    """Nobody in the household uses the internet."""
    return by_answer(
        lambda facts: not3(facts.uses_internet),
        bad="Không có thành viên nào sử dụng dịch vụ internet",
        good="Hộ có thành viên sử dụng dịch vụ internet",
        topic="sử dụng dịch vụ internet",
    )


def info_assets(counted: Collection[Device]) -> Judge:
    """The household has none of the devices that count."""
    return by_answer(
        lambda facts: (
            None
            if facts.devices is None
            else not any(device in facts.devices for device in counted)
        ),
        bad="Hộ không có phương tiện nào phục vụ tiếp cận thông tin",
        good="Hộ có phương tiện phục vụ tiếp cận thông tin",
        topic="phương tiện phục vụ tiếp cận thông tin",
    )


def threshold_unknown(reason: str) -> Judge:
    """An indicator whose threshold has not been read: unknown for everybody."""
    return lambda facts: Judgement(State.UNKNOWN, reason, verified=False)
