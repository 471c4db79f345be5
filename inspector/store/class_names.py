"""The full names of other languages' classes, shortened to what a type is called."""

import re

_DOT_NET = re.compile(r"(?:[^\W\d]\w*\.)*([^\W\d][^.,`\[\s]*)(?:[`,\[].*)?", re.DOTALL)


def of_php(name: str) -> str:
    r"""`App\Events\OrderPlaced` is `OrderPlaced`; a name that is no class stays as it is."""
    return name.rpartition("\\")[2] or name


def of_dot_net(name: str) -> str:
    """`Shop.Events.OrderPlaced, Shop` is `OrderPlaced`, `Shop.Order+Placed` is `Order.Placed`; a name that is no class
    stays as it is."""
    match = _DOT_NET.fullmatch(name)
    return match[1].replace("+", ".") if match else name


def of_any(name: str) -> str:
    """A full name of a class, in whatever language, as the class; `order.placed` is none and stays as it is."""
    if "\\" in name:
        return of_php(name)
    short = of_dot_net(name)
    return short if short[:1].isupper() else name
