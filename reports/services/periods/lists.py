"""What a period did to the lists of poor and near-poor households, and its targets."""

from households.rules.movement import CLOSING, OPENING
from households.rules.outcome import PovertyClass
from households.rules.standards import NoStandard
from povertyportal.areas.models import Provenance
from povertyportal.ui.numbers import vietnamese
from programs.models import Target
from reports import movement
from reports.figures import Rate
from reports.services.periods.parts import QUANTITY, SHARE, TEXT, Column, Part, decimal
from reports.services.periods.subject import Subject
from reports.services.targets import years
from reports.services.targets.lines import Key, Reader, name_of, unit_of
from reports.services.targets.reviewed import review_so_far
from reports.services.targets.years import YearFigures

_NAMES = {
    PovertyClass.POOR: ("poor", "Diễn biến hộ nghèo"),
    PovertyClass.NEAR_POOR: ("near_poor", "Diễn biến hộ cận nghèo"),
}

_TARGET_COLUMNS = (
    Column("Chỉ tiêu", TEXT, 46),
    Column("Đơn vị", TEXT, 14),
    Column("Giao", QUANTITY, 16),
    Column("Đạt", QUANTITY, 16),
    Column("Tỷ lệ (%)", SHARE, 16),
    Column("Tình trạng", TEXT, 22),
    Column("Cách tính", TEXT, 0),
)


def parts(subject: Subject) -> list[Part]:
    """Forms 2 and 3 of the period and the targets of its year."""
    try:
        counted = movement.count(subject.communes, subject.span).total()
    except NoStandard:
        return []
    figures = _year(subject, counted)
    lists = [_movement(subject, kind, counted[kind]) for kind in movement.FORMS]
    lists[0] = _with_rates(lists[0], figures, subject)
    return [*lists, *_targets(subject, figures)]


def _movement(subject: Subject, kind: PovertyClass, table: movement.Table) -> Part:
    code, title = _NAMES[kind]
    titles = movement.COLUMN_TITLES[kind]
    rows = tuple(
        (titles[at - 1], table.households[at], table.persons[at])
        for at in movement.COLUMNS
    )
    columns = (Column("Nội dung", TEXT, 0), Column("Số hộ"), Column("Số nhân khẩu"))
    told = (
        f"Danh sách có hiệu lực {subject.starts:%d/%m/%Y} so với "
        f"{subject.lists_day:%d/%m/%Y}."
    )
    return Part(code, title, columns, rows, (told,))


def _year(subject: Subject, counted: movement.Tables) -> YearFigures:
    """The period as figures that targets are compared with."""
    return YearFigures(
        year=subject.year,
        last=subject.lists_day,
        is_final=subject.has_next_list,
        columns={kind: tuple(counted[kind].households[1:]) for kind in years.KINDS},
        residents=years.residents_of(
            subject.communes, subject.starts, subject.lists_day
        ),
        as_of=subject.as_of,
    )


def _with_rates(part: Part, figures: YearFigures, subject: Subject) -> Part:
    """The poverty rate under form 2, and what the year's review found so far."""
    notes = [*part.notes]
    for words, number, residents in (
        ("đầu kỳ", figures.columns[PovertyClass.POOR][OPENING - 1], 0),
        ("cuối kỳ", figures.columns[PovertyClass.POOR][CLOSING - 1], 1),
    ):
        whole = figures.residents[residents]
        rate = Rate(number, whole).value
        if rate is not None and whole is not None:
            notes.append(
                f"Tỷ lệ hộ nghèo {words}: {vietnamese(number)}/{vietnamese(whole)} "
                f"hộ = {vietnamese(rate, 2)}%."
            )
    if not (subject.is_half or subject.has_next_list):
        notes += review_so_far(subject.communes, subject.year)
    return Part(part.code, part.title, part.columns, part.rows, tuple(notes))


def _targets(subject: Subject, figures: YearFigures) -> list[Part]:
    targets = Target.objects.filter(area=subject.area, year=subject.year)
    found = list(targets.select_related("component", "area").order_by("id"))
    if not found:
        return []
    reader = Reader(
        [subject.area],
        subject.communes,
        subject.year,
        figures={subject.area.pk: figures},
        today=subject.last,
    )
    rows = []
    for target in found:
        line = reader.line(subject.area, Key.of(target), target)
        rows.append(
            (
                name_of(target),
                unit_of(target.measure),
                decimal(target.value),
                decimal(line.done),
                decimal(line.percent),
                line.verdict,
                line.how,
            )
        )
    marks = tuple(
        "" if target.provenance == Provenance.ENTERED else target.provenance
        for target in found
    )
    title = "Thực hiện chỉ tiêu năm"
    return [Part("targets", title, _TARGET_COLUMNS, tuple(rows), marks=marks)]
