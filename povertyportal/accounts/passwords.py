"""Rules for passwords, said in Vietnamese: Django's own are half translated."""

from django.contrib.auth import password_validation as django_rules
from django.contrib.auth.base_user import AbstractBaseUser


class LongEnough(django_rules.MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self) -> str:
        """What to do about a short one."""
        return f"Mật khẩu quá ngắn: cần ít nhất {self.min_length} ký tự."

    def get_help_text(self) -> str:
        """The rule, above the field."""
        return f"Mật khẩu cần ít nhất {self.min_length} ký tự."


class NotCommon(django_rules.CommonPasswordValidator):
    """Not one of the passwords that everybody tries first."""

    def get_error_message(self) -> str:
        """What to do about a common one."""
        return "Mật khẩu này quá phổ biến, dễ đoán: hãy chọn mật khẩu khác."

    def get_help_text(self) -> str:
        """The rule, above the field."""
        return "Không dùng mật khẩu phổ biến như 1234567890."


class NotOnlyDigits(django_rules.NumericPasswordValidator):
    """More than digits."""

    def get_error_message(self) -> str:
        """What to do about digits only."""
        return "Mật khẩu không được chỉ gồm chữ số: hãy thêm chữ."

    def get_help_text(self) -> str:
        """The rule, above the field."""
        return "Mật khẩu không chỉ gồm chữ số."


class NotLikeTheOfficer(django_rules.UserAttributeSimilarityValidator):
    """Unlike the officer's name and username."""

    def get_error_message(self) -> str:
        """What to do about a similar one."""
        return "Mật khẩu quá giống tên hoặc tên đăng nhập: hãy chọn mật khẩu khác."

    def get_help_text(self) -> str:
        """The rule, above the field."""
        return "Mật khẩu không giống tên hoặc tên đăng nhập."

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Compare with username and full name."""
        self.user_attributes = ("username", "full_name")
        super().validate(password, user)  # type: ignore[arg-type]  # the stub wants its own user
