"""Days off and swapped days of state offices, 2021 to 2026.

Weekdays off and worked Saturdays only: other days follow the week. Where an
announcement was read, its row is verified; 29/04/2024 and 24/11/2026 are not. The
Tết of 2027 was not announced when this was written: that year is left out.
"""

import datetime as dt

from django.db import migrations

LAW = "Bộ luật Lao động 2019, Điều 112"
NEW_YEAR, TET = "Tết Dương lịch", "Tết Nguyên đán"
KINGS, UNITY = "Giỗ Tổ Hùng Vương", "Ngày Chiến thắng 30/4"
LABOUR, NATION = "Ngày Quốc tế lao động 1/5", "Quốc khánh 2/9"

IN_2021 = f"{LAW}; lịch nghỉ năm 2021 của Bộ LĐ-TB&XH (sggpnews.org.vn, 09/12/2020)"
IN_2022 = (
    f"{LAW}; Văn phòng Chính phủ về nghỉ Tết, Quốc khánh 2022 (baobinhthuan.com.vn)"
)
BRIDGE_2022 = f"{LAW}: nghỉ bù ngày lễ trùng cuối tuần (officeholidays.com, năm 2022)"
FIRST_2022 = f"{LAW}; nghỉ 01-03/01/2022 (sggpnews.org.vn, 05/12/2021)"
IN_2023 = f"{LAW}; Văn phòng Chính phủ 01/12/2022 về nghỉ năm 2023 (nhandan.vn)"
BRIDGE_2023 = f"{LAW}: nghỉ bù ngày lễ trùng cuối tuần (officeholidays.com, năm 2023)"
IN_2024 = (
    f"{LAW}; công văn 8662/VPCP-KGVX tháng 12/2023 về nghỉ năm 2024 (dantri.com.vn)"
)
SWAP_2024 = (
    "Đề xuất hoán đổi của Bộ LĐ-TB&XH (sggp.org.vn, 06/04/2024); "
    "chưa đọc được văn bản đồng ý"
)
IN_2025 = f"{LAW}; thông báo nghỉ năm 2025 của Bộ LĐ-TB&XH 03/12/2024 (sggp.org.vn)"
SWAP_2025 = "Hoán đổi 02/05 với 26/04/2025 (vietnamnews.vn, 04/03/2025)"
IN_2026 = (
    f"{LAW}; Văn phòng Chính phủ 13/10/2025 về nghỉ năm 2026 (vietnam-briefing.com)"
)
SWAP_2026 = "Chính phủ đồng ý 25/12/2025 hoán đổi 02/01 với 10/01/2026 (24h.com.vn)"
CULTURE = (
    "Nghị quyết 80-NQ/TW chọn ngày này; Nghị quyết 30/NQ-CP giao sửa Điều 112 Bộ luật "
    "Lao động (vneconomy.vn, 26/02/2026); chưa tìm thấy văn bản cho nghỉ từ năm 2026"
)

# Day or (first, last), name, source; weekends inside a span follow the week.
OFF = (
    ((2021, 1, 1), None, NEW_YEAR, IN_2021),
    ((2021, 2, 10), (2021, 2, 16), TET, IN_2021),
    ((2021, 4, 21), None, KINGS, IN_2021),
    ((2021, 4, 30), None, UNITY, IN_2021),
    ((2021, 5, 3), None, f"Nghỉ bù {LABOUR}", IN_2021),
    ((2021, 9, 2), (2021, 9, 3), NATION, IN_2021),
    ((2022, 1, 3), None, f"Nghỉ bù {NEW_YEAR}", FIRST_2022),
    ((2022, 1, 31), (2022, 2, 4), TET, IN_2022),
    ((2022, 4, 11), None, f"Nghỉ bù {KINGS}", BRIDGE_2022),
    ((2022, 5, 2), None, f"Nghỉ bù {UNITY}", BRIDGE_2022),
    ((2022, 5, 3), None, f"Nghỉ bù {LABOUR}", BRIDGE_2022),
    ((2022, 9, 1), (2022, 9, 2), NATION, IN_2022),
    ((2023, 1, 2), None, f"Nghỉ bù {NEW_YEAR}", BRIDGE_2023),
    ((2023, 1, 20), (2023, 1, 26), TET, IN_2023),
    ((2023, 5, 1), None, LABOUR, BRIDGE_2023),
    ((2023, 5, 2), None, f"Nghỉ bù {KINGS}", BRIDGE_2023),
    ((2023, 5, 3), None, f"Nghỉ bù {UNITY}", BRIDGE_2023),
    ((2023, 9, 1), (2023, 9, 4), NATION, IN_2023),
    ((2024, 1, 1), None, NEW_YEAR, IN_2024),
    ((2024, 2, 8), (2024, 2, 14), TET, IN_2024),
    ((2024, 4, 18), None, KINGS, IN_2024),
    ((2024, 4, 30), None, UNITY, IN_2024),
    ((2024, 5, 1), None, LABOUR, IN_2024),
    ((2024, 9, 2), (2024, 9, 3), NATION, IN_2024),
    ((2025, 1, 1), None, NEW_YEAR, IN_2025),
    ((2025, 1, 27), (2025, 1, 31), TET, IN_2025),
    ((2025, 4, 7), None, KINGS, SWAP_2025),
    ((2025, 4, 30), None, UNITY, IN_2025),
    ((2025, 5, 1), None, LABOUR, IN_2025),
    ((2025, 5, 2), None, "Nghỉ hoán đổi dịp 30/4 - 1/5", SWAP_2025),
    ((2025, 9, 1), (2025, 9, 2), NATION, IN_2025),
    ((2026, 1, 1), None, NEW_YEAR, IN_2026),
    ((2026, 1, 2), None, f"Nghỉ hoán đổi dịp {NEW_YEAR}", SWAP_2026),
    ((2026, 2, 16), (2026, 2, 20), TET, IN_2026),
    ((2026, 4, 27), None, f"Nghỉ bù {KINGS}", IN_2026),
    ((2026, 4, 30), None, UNITY, IN_2026),
    ((2026, 5, 1), None, LABOUR, IN_2026),
    ((2026, 8, 31), None, f"Nghỉ hoán đổi dịp {NATION}", IN_2026),
    ((2026, 9, 1), (2026, 9, 2), NATION, IN_2026),
)
WORKED = (
    ((2025, 4, 26), "Làm bù ngày 02/05/2025", SWAP_2025),
    ((2026, 1, 10), "Làm bù ngày 02/01/2026", SWAP_2026),
    ((2026, 8, 22), "Làm bù ngày 31/08/2026", IN_2026),
)
UNVERIFIED = (
    ((2024, 4, 29), "off", "Nghỉ hoán đổi dịp 30/4 - 1/5", SWAP_2024),
    ((2024, 5, 4), "working", "Làm bù ngày 29/04/2024", SWAP_2024),
    ((2026, 11, 24), "off", "Ngày Văn hóa Việt Nam", CULTURE),
)
YEARS = {
    2021: IN_2021,
    2022: IN_2022,
    2023: IN_2023,
    2024: IN_2024,
    2025: IN_2025,
    2026: IN_2026,
}


def weekdays(first, last):
    day = dt.date(*first)
    until = dt.date(*(last or first))
    while day <= until:
        if day.weekday() < 5:
            yield day
        day += dt.timedelta(days=1)


def fill(apps, schema_editor):
    special = apps.get_model("workdays", "SpecialDay")
    rows = [
        special(day=day, kind="off", name=name, source=source, is_verified=True)
        for first, last, name, source in OFF
        for day in weekdays(first, last)
    ]
    rows += [
        special(
            day=dt.date(*day),
            kind="working",
            name=name,
            source=source,
            is_verified=True,
        )
        for day, name, source in WORKED
    ]
    rows += [
        special(
            day=dt.date(*day), kind=kind, name=name, source=source, is_verified=False
        )
        for day, kind, name, source in UNVERIFIED
    ]
    special.objects.bulk_create(rows, ignore_conflicts=True)
    years = apps.get_model("workdays", "FilledYear")
    years.objects.bulk_create(
        [years(year=year, source=source) for year, source in YEARS.items()],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("workdays", "0002_filled_years")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
