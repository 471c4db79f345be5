"""The full names of other languages' classes, shortened to what a type is called."""

import re


def of_php(name: str) -> str:
    r"""`App\Events\OrderPlaced` is `OrderPlaced`; a name that is no class stays as it is."""
    return name.rpartition("\\")[2] or name


def of_dot_net(name: str) -> str:
    """`Shop.Events.OrderPlaced, Shop` is `OrderPlaced`, `Shop.Order+Placed` is `Order.Placed`; generics lose theirs."""
    plain = re.split(r"[,\[`]", name, maxsplit=1)[0].strip()
    return plain.rpartition(".")[2].replace("+", ".") or name
