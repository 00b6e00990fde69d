"""A lesson and a saved view for the walk over every address."""

from reports.models import Lesson, SavedView


def lesson_of(area, officer, **fields):
    """What an area did well in 2024."""
    usual = {
        "year": 2024,
        "title": "Giao hộ nghèo cho từng chi hội giúp đỡ",
        "what": "Mỗi chi hội nhận giúp hai hộ, báo cáo hằng tháng.",
        "result": "Mười hộ thoát nghèo.",
    }
    return Lesson.objects.create(area=area, recorded_by=officer, **usual | fields)


def peer_objects(commune, officers):
    """{key of the access test's world: arguments of the address}."""
    view = SavedView.objects.create(
        officer=officers["commune_officer"], name="Xã tôi", address="/tong-quan/"
    )
    lesson = lesson_of(commune, officers["province_officer"])
    return {"lesson": {"pk": lesson.pk}, "saved_view": {"pk": view.pk}}
