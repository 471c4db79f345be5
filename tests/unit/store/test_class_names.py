"""Class names of other languages, shortened to what a type is called."""

import pytest

from inspector.store import class_names


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Shop.Events.OrderPlaced, Shop", "OrderPlaced"),
        ("Shop.Events.OrderPlaced, Shop, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null", "OrderPlaced"),
        ("Shop.Order+Placed, Shop", "Order.Placed"),
        ("System.Collections.Generic.List`1[[Shop.A, Shop]], mscorlib", "List"),
        ("Wrapped[[Shop.A, Shop]]", "Wrapped"),
        ("OrderPlaced", "OrderPlaced"),
        ("order-placed", "order-placed"),
        ("v1.2", "v1.2"),
        ("two words", "two words"),
        (", Shop", ", Shop"),
        ("", ""),
    ],
)
def test_dot_net(name: str, short: str) -> None:
    assert class_names.of_dot_net(name) == short


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("App\\Events\\Placed", "Placed"),
        ("Placed", "Placed"),
        ("order.placed", "order.placed"),
        ("App\\", "App\\"),
        ("", ""),
    ],
)
def test_php(name: str, short: str) -> None:
    assert class_names.of_php(name) == short
