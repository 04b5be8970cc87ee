"""Business failures: ``error_response`` with a text in two languages (sheet B2)."""

from crossdock_jos.sandbox.refusals import RouterError

#: From memory, says the sheet; a switch has the last word.
BUSINESS = "67"


class EclpRefusalError(RouterError):
    """A call is refused by the warehouse system behind the gateway."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(BUSINESS)
        self.zh, self.en = zh, en

    def __str__(self) -> str:
        return self.en


def missing(name: str) -> EclpRefusalError:
    """Refuse because a field is not there."""
    return EclpRefusalError(f"{name}不能为空", f"{name} must not be empty")


def too_long(name: str, most: int) -> EclpRefusalError:
    """Refuse because a text is longer than it may be."""
    return EclpRefusalError(f"{name}长度不能超过{most}", f"{name} is longer than {most}")


def invalid(name: str, why: str) -> EclpRefusalError:
    """Refuse because a value cannot be."""
    return EclpRefusalError(f"{name}不合法:{why}", f"{name} is not valid: {why}")


def unknown(name: str, value: str) -> EclpRefusalError:
    """Refuse because nothing of this number belongs to the caller."""
    return EclpRefusalError(f"{name}[{value}]不存在", f"{name} [{value}] does not exist")


def foreign(department: str) -> EclpRefusalError:
    """Refuse because a department is another account's (sheet B3, ``pin``)."""
    return EclpRefusalError(
        f"事业部[{department}]与pin不匹配", f"department [{department}] does not belong to the pin"
    )


def nothing_found(what: str) -> EclpRefusalError:
    """Answer that there are no rows, the way that most often comes (sheet B2)."""
    return EclpRefusalError(
        f"根据入参查询{what}信息为空,无法处理", f"the query for {what} found nothing"
    )


def duplicate(name: str, value: str) -> EclpRefusalError:
    """Refuse a number of ours that was used before (sheet B7, C6)."""
    return EclpRefusalError(f"{name}[{value}]已存在", f"{name} [{value}] already exists")
