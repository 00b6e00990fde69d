"""Member sections of the 2022 review form (Phiếu B).

Ages follow the indicators that need the answer: nobody is asked what cannot count.
"""

from households.rules.form_2022.shape import (
    Condition,
    Kind,
    Option,
    Question,
    Scope,
    Section,
)
from households.rules.standards.nd07_2022 import (
    ADULT_BANDS,
    CHILD_BEFORE,
    INSURED_FROM,
    SCHOOL_BANDS,
    WORKING_AGE_FROM,
)

CHILD = Condition(age_before=CHILD_BEFORE)
WORKER = Condition(age_from=WORKING_AGE_FROM)
LEARNER_FROM, LEARNER_BEFORE = SCHOOL_BANDS[0].start, ADULT_BANDS[-1].before
ADULT_FROM = ADULT_BANDS[0].start

MEASURED = (
    Option("no", "Không"),
    Option("yes", "Có"),
    Option("not_measured", "Chưa đo"),
)
SCHOOLING = (
    Option("none", "Không đi học"),
    Option("preschool", "Mầm non"),
    Option("primary", "Tiểu học"),
    Option("lower_secondary", "Trung học cơ sở"),
    Option("upper_secondary", "Trung học phổ thông"),
    Option("vocational", "Sơ cấp, trung cấp, cao đẳng"),
    Option("university", "Đại học trở lên"),
)
GENERAL_LEVEL = (
    Option("none", "Chưa tốt nghiệp tiểu học"),
    Option("primary", "Tiểu học"),
    Option("lower_secondary", "Trung học cơ sở"),
    Option("upper_secondary", "Trung học phổ thông"),
)
TRAINING = (
    Option("none", "Không có"),
    Option("elementary", "Sơ cấp"),
    Option("intermediate", "Trung cấp"),
    Option("college", "Cao đẳng"),
    Option("university", "Đại học trở lên"),
)

WORK = Section(
    "work",
    "Việc làm",
    Scope.MEMBER,
    (
        Question(
            "able_to_work",
            "Trong độ tuổi lao động và có khả năng lao động",
            Kind.YES_NO,
            applies=WORKER,
        ),
        Question(
            "job",
            "Tình trạng việc làm",
            Kind.CHOICE,
            options=(
                Option("none", "Không có việc làm"),
                Option("self", "Tự làm"),
                Option("wage", "Làm công ăn lương"),
            ),
            hint="Xét công việc thường xuyên, tương đối ổn định.",
            applies=WORKER,
        ),
        Question(
            "wants_work",
            "Muốn làm việc",
            Kind.YES_NO,
            applies=Condition(
                age_from=WORKING_AGE_FROM,
                when=(("able_to_work", ("true",)), ("job", ("none",))),
            ),
        ),
        Question(
            "contract",
            "Hợp đồng lao động",
            Kind.CHOICE,
            options=(
                Option("none", "Không có hợp đồng"),
                Option("fixed_term", "Xác định thời hạn"),
                Option("indefinite", "Không xác định thời hạn"),
            ),
            applies=Condition(age_from=WORKING_AGE_FROM, when=(("job", ("wage",)),)),
        ),
        Question(
            "trained_on_job",
            "Được doanh nghiệp tuyển dụng và vừa học vừa làm",
            Kind.YES_NO,
            applies=Condition(
                age_from=ADULT_FROM,
                age_before=LEARNER_BEFORE,
                when=(("job", ("wage",)),),
            ),
        ),
    ),
)
HEALTH = Section(
    "health",
    "Y tế và trợ cấp",
    Scope.MEMBER,
    (
        Question(
            "insured",
            "Có bảo hiểm y tế",
            Kind.YES_NO,
            applies=Condition(age_from=INSURED_FROM),
        ),
        Question(
            "allowance",
            "Trợ cấp xã hội hằng tháng đang hưởng",
            Kind.CHOICE,
            options=(
                Option("none", "Không"),
                Option("elderly", "Người cao tuổi"),
                Option("disabled", "Người khuyết tật"),
                Option("other", "Đối tượng khác"),
            ),
            applies=Condition(age_from=CHILD_BEFORE),
        ),
        Question(
            "stunted",
            "Suy dinh dưỡng thấp còi (chiều cao theo tuổi)",
            Kind.CHOICE,
            options=MEASURED,
            hint="Ghi theo kết luận của trạm y tế.",
            applies=CHILD,
        ),
        Question(
            "underweight",
            "Suy dinh dưỡng nhẹ cân (cân nặng theo tuổi)",
            Kind.CHOICE,
            options=MEASURED,
            hint="Ghi theo kết luận của trạm y tế.",
            applies=CHILD,
        ),
        Question(
            "height",
            "Chiều cao",
            Kind.NUMBER,
            unit="cm",
            minimum=20,
            maximum=250,
            required=False,
            applies=CHILD,
        ),
        Question(
            "weight",
            "Cân nặng",
            Kind.NUMBER,
            unit="kg",
            minimum=1,
            maximum=250,
            required=False,
            applies=CHILD,
        ),
    ),
)
SCHOOL = Section(
    "school",
    "Học tập",
    Scope.MEMBER,
    (
        Question(
            "schooling",
            "Cấp học đang theo học",
            Kind.CHOICE,
            options=SCHOOLING,
            applies=Condition(age_from=LEARNER_FROM, age_before=LEARNER_BEFORE),
        ),
        Question(
            "general_level",
            "Cấp học phổ thông cao nhất đã tốt nghiệp",
            Kind.CHOICE,
            options=GENERAL_LEVEL,
            applies=Condition(
                age_from=SCHOOL_BANDS[-1].start, age_before=LEARNER_BEFORE
            ),
        ),
        Question(
            "training",
            "Trình độ đào tạo cao nhất",
            Kind.CHOICE,
            options=TRAINING,
            applies=Condition(age_from=ADULT_FROM, age_before=LEARNER_BEFORE),
        ),
    ),
)

MEMBER_SECTIONS = (SCHOOL, WORK, HEALTH)
