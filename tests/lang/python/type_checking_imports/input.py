from typing import TYPE_CHECKING
import typing as t

if TYPE_CHECKING:
    from .models import User
else:
    User = object

if t.TYPE_CHECKING:
    import decimal


def greet(user: User) -> "decimal.Decimal":
    return user.name
