"""What a household's result says, in words for the family itself.

No law is decided here: findings and lines come from the standard, and what would
change a class is found by deciding again with that one thing different.
"""

from collections.abc import Iterator
from dataclasses import replace

from households.rules.classification import Case, decide
from households.rules.facts import AreaKind
from households.rules.outcome import Finding, PovertyClass, State
from households.rules.reasons import income_text, points_text

# By the code of an indicator, whichever standard has it: what a deprived family lacks.
LACKS = {
    "employment": "Nhà có người đi làm được, muốn làm mà chưa có việc, hoặc đi làm "
    "thuê mà không có hợp đồng.",
    "dependency": "Hơn một nửa số người trong nhà là trẻ em, hoặc người già, người "
    "khuyết tật đang nhận trợ cấp hằng tháng.",
    "nutrition": "Nhà có trẻ em bị suy dinh dưỡng.",
    "medical_services": "Nhà có người ốm nặng mà chưa được đi khám, chữa bệnh.",
    "health_insurance": "Nhà có người chưa có thẻ bảo hiểm y tế.",
    "adult_education": "Nhà có người trẻ chưa học xong cấp học theo tuổi và cũng không "
    "đang đi học.",
    "child_schooling": "Nhà có trẻ em không đi học, hoặc học chưa đúng cấp theo tuổi.",
    "housing_quality": "Nhà ở chưa chắc chắn.",
    "housing_area": "Nhà ở chật so với số người.",
    "water": "Nhà chưa có nước sạch để ăn uống, sinh hoạt.",
    "toilet": "Nhà chưa có nhà tiêu hợp vệ sinh.",
    "telecom": "Trong nhà chưa có ai dùng điện thoại, internet để liên lạc.",
    "info_assets": "Nhà chưa có tivi, đài, máy tính hay điện thoại để xem, nghe tin.",
    "waste": "Rác của nhà chưa được thu gom hoặc xử lý.",
}
PLACES = {AreaKind.RURAL: "nông thôn", AreaKind.URBAN: "thành thị"}


def lacks(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """One sentence for each thing the family lacks."""
    return tuple(
        LACKS.get(each.code, f"{each.name}: còn thiếu.")
        for each in findings
        if each.state is State.DEPRIVED
    )


def why(case: Case) -> tuple[str, ...]:
    """Why the class is what it is, in a few plain sentences."""
    found = decide(case).poverty_class
    return (*_living(case), *_count(case), *_rule(case, found))


def _living(case: Case) -> Iterator[str]:
    """Income and belongings, against the line of the family's kind of area."""
    value = case.value
    if value is None:
        return
    for kind in case.area_kind.possible():
        line = case.lines.of(kind).line.value
        side = "không quá" if value <= line else "cao hơn"
        if case.by_points:
            yield (
                f"Thu nhập và đồ dùng của nhà được chấm {points_text(value)}, {side} "
                f"mức {points_text(line)} của hộ nghèo, hộ cận nghèo ở {PLACES[kind]}."
            )
        else:
            yield (
                f"Thu nhập tính ra {income_text(value)}, {side} mức "
                f"{income_text(line)} của hộ nghèo, hộ cận nghèo ở {PLACES[kind]}."
            )


def _count(case: Case) -> Iterator[str]:
    low, high = case.deprived
    total = len(case.findings)
    if not total or (low == 0 and high == total):
        return
    if low == high == 0:
        yield f"Trong {total} điều được xem xét về đời sống, nhà không thiếu điều nào."
    elif low == 0:
        yield (
            f"Trong {total} điều được xem xét về đời sống, {high} điều chưa rõ; các "
            "điều khác nhà không thiếu."
        )
    elif low == high:
        yield f"Trong {total} điều được xem xét về đời sống, nhà còn thiếu {low} điều."
    else:
        yield (
            f"Trong {total} điều được xem xét về đời sống, nhà còn thiếu {low} điều; "
            f"{high - low} điều chưa rõ."
        )


def _rule(case: Case, found: PovertyClass) -> Iterator[str]:
    need = case.standard.deprived_for_poor
    if found is PovertyClass.POOR and case.deprived[0] >= need:
        yield f"Hộ ở mức này mà thiếu từ {need} điều trở lên là hộ nghèo."
    elif found is PovertyClass.POOR:
        yield "Hộ có mức sống thấp như vậy là hộ nghèo, dù thiếu ít điều."
    elif found is PovertyClass.NEAR_POOR:
        yield f"Hộ ở mức này mà thiếu ít hơn {need} điều là hộ cận nghèo."
    elif found is PovertyClass.AVERAGE:
        yield "Hộ cao hơn mức đó nhưng chưa cao hẳn là hộ có mức sống trung bình."
    elif found is PovertyClass.NOT_POOR:
        yield "Hộ cao hơn mức đó thì không phải hộ nghèo, hộ cận nghèo."
    else:
        yield _open(case)


def _open(case: Case) -> str:
    """Why nothing can be said yet: the law is not whole, or the form is not."""
    if case.standard.points is None and case.income is None:
        return (
            "Nhà nước chưa ban hành đủ cách tính theo chuẩn này, nên chưa biết nhà "
            "thuộc loại nào. Khi có, xã sẽ tính lại và báo cho gia đình."
        )
    return (
        "Còn điều chưa rõ nên chưa xếp được loại. Xã sẽ hỏi thêm rồi báo cho gia đình."
    )


def what_changes(case: Case) -> tuple[str, ...]:
    """What would lead to another class, one sentence each; nothing if undetermined."""
    here = decide(case).poverty_class
    if here is PovertyClass.UNDETERMINED:
        return ()
    return (
        *_turns(case, here, State.DEPRIVED, State.NOT_DEPRIVED),
        *_turns(case, here, State.NOT_DEPRIVED, State.DEPRIVED),
        *_crosses(case, here),
    )


def _turns(case: Case, here: PovertyClass, old: State, new: State) -> Iterator[str]:
    """The least number of things that must turn for another class."""
    found = [each for each in case.findings if each.state is old]
    for count in range(1, len(found) + 1):
        chosen = {each.number for each in found[:count]}
        turned = tuple(
            replace(each, state=new) if each.number in chosen else each
            for each in case.findings
        )
        after = decide(replace(case, findings=turned)).poverty_class
        if after not in (here, PovertyClass.UNDETERMINED):
            verb = "bớt được" if new is State.NOT_DEPRIVED else "thiếu thêm"
            rest = " trong những điều còn thiếu" if new is State.NOT_DEPRIVED else ""
            yield f"Nếu nhà {verb} {count} điều{rest} thì sẽ là {after.label}."
            return


def _crosses(case: Case, here: PovertyClass) -> Iterator[str]:
    """The nearest line on either side of the income, or of its points."""
    value, kinds = case.value, tuple(case.area_kind.possible())
    if value is None or len(kinds) > 1:
        return
    lines = [step.value for step in case.lines.of(kinds[0]).given()]
    below = [(line, line, "không quá") for line in reversed(lines) if line < value]
    above = [(line, line + 1, "cao hơn") for line in lines if line >= value]
    for side in (below, above):
        for line, other, words in side:
            moved = {"b1": other} if case.by_points else {"income": other}
            after = decide(replace(case, **moved)).poverty_class  # type: ignore[arg-type]
            if after not in (here, PovertyClass.UNDETERMINED):
                yield f"{_measured(case, line, words)} thì sẽ là {after.label}."
                break


def _measured(case: Case, line: int, words: str) -> str:
    if case.by_points:
        return f"Nếu thu nhập và đồ dùng được chấm {words} {points_text(line)}"
    return f"Nếu thu nhập tính ra {words} {income_text(line)}"
