"""What the names of event types and of fields let one suppose. Weak evidence: it is only ever asked, never believed."""

import re

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_ENDINGS = ("ing", "ed", "en", "s", "e", "d", "t")
_AGAIN = ("un", "de", "dis", "re", "in")
UP = ("deposit", "credit", "receiv", "add", "increas", "top", "earn", "restock", "refund", "accru", "gain", "load")
DOWN = (
    "withdraw",
    "debit",
    "spend",
    "spent",
    "decreas",
    "deduct",
    "charg",
    "paid",
    "redeem",
    "consum",
    "remov",
    "sold",
)
GONE = ("remov", "delet", "drop", "unassign", "detach", "discard", "clear", "cancel")


def words(name: str) -> list[str]:
    """The words of a name, in lower case: `Account.MoneyDeposited`, `is_frozen`."""
    return [word.lower() for word in _WORDS.findall(name)]


def root(word: str) -> str:
    """A word without its ending: `frozen` and `froze`, `closed` and `close`."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def says(type: str, of: tuple[str, ...]) -> bool:
    """Whether one of a type's words begins with one of these."""
    return any(word.startswith(of) for word in words(type))


def is_status(field: str) -> bool:
    """Whether a field sounds as if it held one word for where a thing stands."""
    return words(field)[-1:] in (["status"], ["state"], ["phase"], ["stage"])


def sets(type: str, field: str) -> bool | None:
    """Whether a type sounds as if it set a flag: True, False for its opposite, None for neither."""
    flag, last = root(words(field)[-1]) if words(field) else "", words(type)[-1:]
    if not flag or not last:
        return None
    if root(last[0]) == flag:
        return True
    for prefix in _AGAIN:
        bare = last[0].removeprefix(prefix)
        if bare != last[0] and root(bare) == flag:
            return False
    return None


def names(type: str, value: str) -> bool:
    """Whether a type sounds as if it led to a status of that word."""
    return bool(words(value)) and root(words(value)[-1]) in {root(word) for word in words(type)[-1:]}
