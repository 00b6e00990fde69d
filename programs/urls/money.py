"""Addresses of the programmes: money."""

from django.urls import URLPattern, path

from programs.views import disbursement, money, money_acts, money_down, pace

urlpatterns: list[URLPattern] = [
    path("von/", money.line_list, name="money-list"),
    path("von/ghi/", money_acts.enter, name="money-enter"),
    path("von/<int:pk>/", money.line_detail, name="money-line"),
    path("von/<int:pk>/dieu-chinh/", money_acts.correct, name="money-correct"),
    path("von/<int:pk>/dieu-chuyen/", money_acts.transfer, name="money-transfer"),
    path("von/<int:pk>/phan-bo/", money_down.share_out, name="money-share-out"),
    path("von/<int:pk>/chuyen-nguon/", money_acts.carry_over, name="money-carry"),
    path("von/<int:pk>/chi/", money_acts.pay, name="money-pay"),
    path("von/<int:pk>/vuong-mac/", money_acts.block, name="money-block"),
    path("von/khoan-chi/<int:pk>/huy/", money_acts.take_back, name="money-take-back"),
    path("vuong-mac/", money.blockage_list, name="blockage-list"),
    path("vuong-mac/<int:pk>/thao-go/", money_acts.resolve, name="blockage-resolve"),
    path("giai-ngan/", disbursement.overview, name="disbursement"),
    path("lich-giai-ngan/", pace.pace_list, name="pace-list"),
    path("lich-giai-ngan/them/", pace.pace_create, name="pace-create"),
    path("lich-giai-ngan/<int:pk>/", pace.pace_edit, name="pace-edit"),
    path("lich-giai-ngan/<int:pk>/bo/", pace.pace_drop, name="pace-drop"),
]
