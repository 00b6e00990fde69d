"""The procedure's versions, their day counts and dates, and each round's version.

`is_verified` is true where the number was read in a source, false where it is only
recalled. Rounds that exist already get the version of their opening day and the due
days that it has for them.
"""

import datetime as dt

from django.db import migrations
from django.db.models import Q

QD24 = "Quyết định 24/2021/QĐ-TTg"
TT17 = "Thông tư 17/2016/TT-BLĐTBXH"
RECALLED = f"{QD24} (nhớ lại, chưa đối chiếu)"

VERSIONS = (
    {
        "code": "TT17_2016",
        "title": "Quy trình đến hết ngày 31/08/2021",
        "instrument": f"{TT17}, sửa đổi bởi Thông tư 14/2018/TT-BLĐTBXH",
        "starts": None,
        "ends": dt.date(2021, 9, 1),
        "note": "Chỉ đọc được số ngày niêm yết và thời hạn giải quyết trong năm; "
        "lịch rà soát định kỳ và việc xin ý kiến cấp huyện chưa đối chiếu được.",
    },
    {
        "code": "QD24_2021",
        "title": "Quy trình từ 01/09/2021 đến hết ngày 30/06/2025",
        "instrument": f"{QD24}, ngày 16/07/2021",
        "starts": dt.date(2021, 9, 1),
        "ends": dt.date(2025, 7, 1),
        "opinion_by": "Chủ tịch Ủy ban nhân dân cấp huyện",
        "opinion_required": True,
        "is_verified": True,
    },
    {
        "code": "QD24_2025",
        "title": "Quy trình từ ngày 01/07/2025 (không còn cấp huyện)",
        "instrument": f"{QD24}, khi tổ chức chính quyền hai cấp",
        "starts": dt.date(2025, 7, 1),
        "ends": None,
        "opinion_by": "Cơ quan thường trực cấp tỉnh",
        "opinion_required": False,
        "note": "Chưa tìm thấy văn bản nói ai cho ý kiến thay cấp huyện: bước xin ý "
        "kiến không bắt buộc. Quy trình mới cho danh sách từ năm 2027 chưa đọc được.",
    },
)

WORKING, CALENDAR = "working", "calendar"
OF_QD24 = (
    (
        "annual",
        "recognition",
        "annual_end",
        {"day": 14, "month": 12},
        f"{QD24}: rà soát định kỳ từ 01/9 đến hết 14/12",
        True,
    ),
    (
        "annual",
        "preliminary",
        "preliminary",
        {"day": 15, "month": 11, "before": True},
        f"{QD24}: báo cáo kết quả sơ bộ trước ngày 15/11",
        True,
    ),
    ("annual", "opinion", "opinion", {"days": 5, "day_kind": WORKING}, RECALLED, False),
    (
        "annual",
        "official",
        "official",
        {"day": 20, "month": 12, "before": True},
        f"{QD24}: báo cáo kết quả chính thức trước ngày 20/12",
        True,
    ),
    ("both", "posting", "posting", {"days": 3, "day_kind": WORKING}, RECALLED, False),
    ("both", "recheck", "recheck", {"days": 3, "day_kind": WORKING}, RECALLED, False),
    ("both", "posting", "reposting", {"days": 3, "day_kind": WORKING}, RECALLED, False),
    (
        "regular",
        "list",
        "regular_start",
        {"day": 15},
        f"{QD24}: rà soát thường xuyên hằng tháng, bắt đầu từ ngày 15",
        True,
    ),
    (
        "regular",
        "recognition",
        "regular_decision",
        {"days": 15, "day_kind": CALENDAR},
        f"{QD24}: quyết định trong 15 ngày kể từ khi bắt đầu rà soát",
        True,
    ),
    (
        "regular",
        "monthly",
        "monthly",
        {"day": 5},
        f"{QD24}: báo cáo ngày 05 hằng tháng, từ tháng 2 đến tháng 9",
        True,
    ),
)
OF_TT17 = (
    (
        "both",
        "posting",
        "posting",
        {"days": 7, "day_kind": WORKING},
        f"{TT17}: niêm yết 7 ngày làm việc",
        True,
    ),
    (
        "regular",
        "recognition",
        "regular_decision",
        {"days": 7, "day_kind": WORKING},
        f"{TT17}: giải quyết phát sinh trong năm trong 7 ngày làm việc từ khi nhận đề nghị",
        True,
    ),
)
RULES = {"TT17_2016": OF_TT17, "QD24_2021": OF_QD24, "QD24_2025": OF_QD24}
# What a round that exists already has of fixed days: step, month, last day in time.
FIXED = (
    ("recognition", 12, 14, 0),
    ("preliminary", 11, 14, 1),
    ("official", 12, 19, 3),
)


def fill(apps, schema_editor):
    procedures = apps.get_model("households", "Procedure")
    rules = apps.get_model("households", "ProcedureRule")
    for version in VERSIONS:
        values = {key: value for key, value in version.items() if key != "code"}
        found, _ = procedures.objects.get_or_create(
            code=version["code"], defaults=values
        )
        for applies, step, name, term, citation, is_verified in RULES[found.code]:
            rules.objects.get_or_create(
                procedure=found,
                applies=applies,
                name=name,
                defaults={
                    "step": step,
                    "citation": citation,
                    "is_verified": is_verified,
                    **term,
                },
            )
    give_rounds_their_procedure(apps)


def give_rounds_their_procedure(apps):
    procedures = apps.get_model("households", "Procedure")
    rounds = apps.get_model("households", "ReviewRound")
    steps = apps.get_model("households", "RoundStep")
    for found in procedures.objects.all():
        inside = Q(procedure__isnull=True)
        if found.starts:
            inside &= Q(opens_on__gte=found.starts)
        if found.ends:
            inside &= Q(opens_on__lt=found.ends)
        rounds.objects.filter(inside).update(procedure=found)
    fixed = rounds.objects.filter(
        kind="annual", is_imported=False, procedure__code__startswith="QD24"
    )
    steps.objects.bulk_create(
        [
            steps(
                round=each,
                step=step,
                due_on=dt.date(each.year, month, day),
                is_lawful=True,
                is_verified=True,
                citation=OF_QD24[row][4],
            )
            for each in fixed
            for step, month, day, row in FIXED
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("households", "0024_round_step_verified")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
