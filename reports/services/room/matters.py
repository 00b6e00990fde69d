"""The signs of a picture, for `attention.rank`: each with its reason and link."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from povertyportal.accounts.access import Act
from povertyportal.ui.numbers import round_half_up, vietnamese
from programs.rules.pace import Pace
from programs.rules.progress import Verdict
from programs.services.housing_figures import HouseCounts
from reports import falls
from reports.figures import Basis, Cell
from reports.services.overview import Overview
from reports.services.radar.shown import Signs
from reports.services.room.aims import Aim
from reports.services.room.attention import Matter, Sign, share
from reports.services.room.headline import compared
from reports.services.room.links import Links
from reports.services.room.money import Money
from reports.services.room.movement import YearMoved
from reports.services.room.needs import Need
from reports.services.room.parts import Deprived
from reports.services.room.season import Season

RISES = Decimal(1)  # points of per cent: less is the round's own noise
RISING = 10  # households more than last year, fewer is chance
RELAPSES = Fraction(1, 100)  # of the list
LATE_AFTER = Fraction(3, 4)  # of the year: before, a house may still be built
ABSENT = "xa-chua-co-so-lieu"  # where the overview names communes without figures


def of_season(found: Season | None, links: Links) -> Iterator[Matter]:
    """Communes with late steps."""
    if found is None or not found.late:
        return
    first = found.late[0]
    names = ", ".join(each.name for each in found.late[:3])
    steps = ", ".join(first.steps).lower()
    due = f", hạn {first.due_on:%d/%m/%Y}" if first.due_on else ""
    more = " và xã khác" if len(found.late) > 3 else ""
    others = f"{names}{more}; " if len(found.late) > 1 else ""
    yield Matter(
        Sign.LATE_COMMUNE,
        "Có bước rà soát quá hạn",
        f"{others}{first.name}: {steps}{due}",
        len(found.late),
        "xã",
        f"{links.to('season:board', dot=found.round_id, tinh_trang='late')}",
        Act.VIEW_HOUSEHOLDS,
        share(len(found.late), found.communes),
    )


def of_aims(found: tuple[Aim, ...], links: Links) -> Iterator[Matter]:
    """Targets that are behind or were missed."""
    signs = {Verdict.BEHIND: Sign.BEHIND_TARGET, Verdict.MISSED: Sign.MISSED_TARGET}
    for aim in found:
        sign = signs.get(Verdict(aim.verdict)) if aim.verdict else None
        if sign is None:
            continue
        reached = aim.percent if aim.percent is not None else Decimal(0)
        yield Matter(
            sign,
            f"{aim.name}: {aim.verdict_words.lower()}",
            aim.how,
            reached,
            "% chỉ tiêu",
            links.to("targets:list", chi_tieu=aim.measure),
            Act.VIEW_PROGRAMMES,
            1 - share(reached, 100),
        )


def of_money(found: Money | None, links: Links) -> Iterator[Matter]:
    """Components whose payments ring the alarm."""
    if found is None:
        return
    for each in found.components:
        if each.pace not in {Pace.SLOW, Pace.WAITING, Pace.SOME}:
            continue
        rate = each.rate or Fraction(0)
        expected = each.expected or Fraction(0)
        words = f"đã chi {_percent(rate)} vốn giao, theo lịch phải đạt "
        words += _percent(expected)
        if each.pace == Pace.WAITING:
            words = "có kế hoạch vốn nhưng chưa được giao"
        yield Matter(
            Sign.SLOW_MONEY,
            f"Giải ngân chậm: {each.name}",
            f"{words}; {vietnamese(each.slow)} dòng vốn cảnh báo",
            round_half_up(rate, 1),
            "%",
            links.to("programs:money-list", component=each.component or "")
            + "&pace=alarm",
            Act.VIEW_PROGRAMMES,
            max(expected - rate, Fraction(0)) / 100,
        )


def _percent(rate: Fraction) -> str:
    return f"{vietnamese(rate, 1)}%"


def of_houses(
    found: HouseCounts | None, elapsed: Fraction, links: Links
) -> Iterator[Matter]:
    """Houses of the plan that are not finished late in the year."""
    if found is None or elapsed < LATE_AFTER:
        return
    open_ = found.planned - found.finished
    if open_:
        yield Matter(
            Sign.UNFINISHED_HOUSES,
            "Nhà trong kế hoạch chưa xong",
            f"{vietnamese(found.finished)} trên {vietnamese(found.planned)} nhà đã "
            f"xong; {vietnamese(found.started)} nhà đã khởi công",
            open_,
            "nhà",
            links.to("programs:house-list", stage="unfinished"),
            Act.VIEW_PROGRAMMES,
            share(open_, found.planned),
        )


def of_figures(found: Overview, links: Links) -> Iterator[Matter]:
    """Communes without figures, households without a class, areas that got worse."""
    total = found.total
    if total.missing:
        yield Matter(
            Sign.NO_FIGURES,
            "Chưa có số liệu của kỳ",
            "chưa tính được tỷ lệ của toàn địa bàn",
            total.missing,
            "xã",
            f"{links.figures('reports:dashboard')}#{ABSENT}",
            Act.VIEW_FIGURES,
            share(total.missing, total.there),
        )
    if open_ := total.undetermined:
        yield Matter(
            Sign.UNDETERMINED,
            "Hộ chưa xác định được diện",
            "phiếu thiếu thông tin để xếp loại; cần bổ sung trước khi công nhận",
            open_,
            "hộ",
            links.households("undetermined"),
            Act.VIEW_HOUSEHOLDS,
            share(open_, total.reviewed or open_),
        )
    yield from _worse(found, links)


def _worse(found: Overview, links: Links) -> Iterator[Matter]:
    """Areas of the table with more poor households than last year."""
    if len(found.lines) < 2:
        return
    for line in found.lines:
        before = line.change.number(Cell("poor"))
        more = line.change.of(line.figures, "poor")
        if before is None or more is None or more < RISING:
            continue
        yield Matter(
            Sign.RISING_AREA,
            f"{line.area.name}: hộ nghèo tăng",
            f"từ {vietnamese(before)} lên {vietnamese(line.figures.poor or 0)} hộ "
            f"{compared(line.change, found.period.year, 'poor')}",
            more,
            "hộ",
            Links(line.area.pk, found.period).figures("reports:dashboard"),
            Act.VIEW_FIGURES,
            share(more, before or more),
        )


def of_movement(found: YearMoved | None, links: Links) -> Iterator[Matter]:
    """Households that fell back, where the list behind them is of these communes."""
    if found is None or not found.is_whole:
        return
    for each in found.classes:
        column = each.columns[5]
        listed = max(each.columns[0].households, each.columns[8].households)
        if listed and Fraction(column.households, listed) >= RELAPSES:
            yield Matter(
                Sign.RELAPSE,
                column.title,
                f"đã ra khỏi danh sách, nay lại vào, tính từ {found.first:%d/%m/%Y} "
                f"đến {found.last:%d/%m/%Y}",
                column.households,
                "hộ",
                links.column(each.kind, column.number, found.first, found.last),
                Act.VIEW_HOUSEHOLDS,
                share(column.households, listed),
            )


def of_deprivations(found: tuple[Deprived, ...], links: Links) -> Iterator[Matter]:
    """Indicators that more households are deprived in than last year."""
    for each in found:
        if each.change is None or each.change < RISES:
            continue
        yield Matter(
            Sign.RISING_DEPRIVATION,
            f"Thiếu hụt tăng: {each.name.lower()}",
            f"{vietnamese(each.both.part)} hộ nghèo, hộ cận nghèo thiếu hụt, "
            f"{vietnamese(each.both.value or 0, 2)}% số hộ đã biết",
            each.change,
            "điểm %",
            links.households(f"both.deprived-{each.number}"),
            Act.VIEW_HOUSEHOLDS,
            Fraction(each.change) / 100,
        )


def of_needs(found: tuple[Need, ...], links: Links) -> Iterator[Matter]:
    """Needs, the heavier the more of all households are left alone with it."""
    everybody = sum(each.needing for each in found if not each.topic)
    for each in found:
        if each.topic and each.uncovered:
            yield Matter(
                Sign.UNCOVERED,
                f"Chưa có hỗ trợ: {each.name.lower()}",
                f"{vietnamese(each.uncovered)} trên {vietnamese(each.needing)} hộ cần "
                f"mà năm {links.period.year} chưa được và chưa dự kiến hỗ trợ",
                each.uncovered,
                "hộ",
                links.to(
                    "programs:need-households",
                    topic=each.topic,
                    standard=each.standard,
                    state="uncovered",
                ),
                Act.VIEW_HOUSEHOLDS,
                share(each.uncovered, everybody),
            )


def of_tasks(late: int, open_: int, first: str, links: Links) -> Iterator[Matter]:
    """Tasks of the committee past their day; `first` is the oldest due day in words."""
    if late:
        yield Matter(
            Sign.LATE_TASK,
            "Nhiệm vụ của Ban Chỉ đạo quá hạn",
            f"{vietnamese(late)} trên {vietnamese(open_)} nhiệm vụ đang thực hiện; "
            f"hạn sớm nhất {first}",
            late,
            "nhiệm vụ",
            links.to("committee:task-list", state="late"),
            Act.VIEW_COMMITTEE,
            share(late, open_),
        )


def of_radar(found: Signs, communes: int, links: Links) -> Iterator[Matter]:
    """Communes that improve implausibly fast, odd surveyors, households near a line:
    as long as the review can still be looked at again."""
    if links.period.basis != Basis.PRELIMINARY:
        return
    if found.fast:
        yield Matter(
            Sign.IMPROBABLE,
            "Xã giảm nghèo nhanh khác thường",
            f"nên kiểm tra trước khi công nhận: {falls.RULE}",
            found.fast,
            "xã",
            links.figures("analysis:radar", loc="giam-nhanh"),
            Act.VIEW_RADAR,
            share(found.fast, communes),
        )
    if found.surveyors:
        yield Matter(
            Sign.ODD_SURVEYOR,
            "Rà soát viên có kết quả khác thường",
            "nên phúc tra một số hộ trước khi công nhận",
            found.surveyors,
            "rà soát viên",
            links.figures("analysis:radar-surveyors", loc="khac-thuong"),
            Act.VIEW_RADAR,
        )
    if found.near:
        yield Matter(
            Sign.NEAR_LINE,
            "Hộ sát ngưỡng phân loại",
            "lệch ít điểm là đổi diện; nên thăm lại trước khi công nhận",
            found.near,
            "hộ",
            links.figures("analysis:radar-near"),
            Act.VIEW_RADAR,
        )
