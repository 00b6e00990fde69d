"""Judges of the two education indicators, made from the numbers of a standard."""

from dataclasses import dataclass

from households.rules.facts import GeneralLevel, MemberFacts, Schooling, Training
from households.rules.indicators import by_member
from households.rules.logic import any3, not3, one_of
from households.rules.outcome import Judge

_ATTENDS = list(Schooling)
_FINISHED = list(GeneralLevel)
CERTIFICATES = frozenset(Training) - {Training.NONE}


@dataclass(frozen=True, slots=True)
class AdultBand:
    """Ages from ``start`` up to but not including ``before`` need this level."""

    start: int
    before: int
    level: GeneralLevel


@dataclass(frozen=True, slots=True)
class SchoolBand:
    """Children from ``start`` up to but not including ``before`` attend this."""

    start: int
    before: int
    level: Schooling


def attends_at_least(level: Schooling) -> frozenset[Schooling]:
    """That level of school and everything above it."""
    return frozenset(_ATTENDS[_ATTENDS.index(level) :])


def finished_at_least(level: GeneralLevel) -> frozenset[GeneralLevel]:
    """That level of general school and everything above it."""
    return frozenset(_FINISHED[_FINISHED.index(level) :])


def adult_education(bands: tuple[AdultBand, ...]) -> Judge:
    """A young adult neither studies at nor finished what their age asks for.

    A vocational course or certificate counts in every band, and so does being hired
    and trained on the job by an enterprise.
    """

    def test(member: MemberFacts, age: int) -> bool | None:
        for band in bands:
            if band.start <= age < band.before:
                return not3(_reached(member, band.level))
        return False

    return by_member(
        test,
        bad="không học hoặc chưa tốt nghiệp cấp học tương ứng với độ tuổi",
        good=f"Không có người từ {bands[0].start} đến {bands[-1].before - 1} tuổi "
        "thiếu trình độ tương ứng với độ tuổi",
        topic="trình độ học vấn",
    )


def _reached(member: MemberFacts, level: GeneralLevel) -> bool | None:
    attends = attends_at_least(Schooling(level.value))
    return any3(
        (
            one_of(member.schooling, attends),
            one_of(member.general_level, finished_at_least(level)),
            one_of(member.training, CERTIFICATES),
            member.trained_on_job,
        )
    )


def child_schooling(bands: tuple[SchoolBand, ...]) -> Judge:
    """A child does not attend the level of their age.

    A child ahead of the band is not deprived, nor one who has already finished the
    level of the last band, after which the indicator asks for nothing more.
    """
    last = bands[-1]
    done = finished_at_least(GeneralLevel(last.level.value))

    def test(member: MemberFacts, age: int) -> bool | None:
        for band in bands:
            if band.start <= age < band.before:
                attends = one_of(member.schooling, attends_at_least(band.level))
                if band is not last:
                    return not3(attends)
                return not3(any3((attends, one_of(member.general_level, done))))
        return False

    return by_member(
        test,
        bad="không học đúng bậc, cấp học phù hợp với độ tuổi",
        good=f"Không có trẻ em từ {bands[0].start} đến dưới {last.before} tuổi "
        "không đi học đúng bậc, cấp học",
        topic="việc đi học",
    )
