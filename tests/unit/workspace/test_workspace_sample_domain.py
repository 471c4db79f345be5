"""The sample's domain: it folds every event of the sample, and its commands decide and refuse."""

from pathlib import Path

import pytest

from inspector.domain.loaded import LoadedDomain
from inspector.events.errors import Refused
from inspector.events.json_value import decode, encode, same
from inspector.events.operation import Ledger
from inspector.replay.history import StateHistory
from inspector.store.registry import open_log
from inspector.workspace.sample import write_sample

SHOP = Path(__file__).parents[3] / "resources" / "samples" / "shop.py"
ADDRESS = {"street": "4 quai des États-Unis", "postcode": "06300", "city": "Nice"}


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "shop.sqlite"
    write_sample(path)
    log = open_log(path)
    yield log
    log.close()


@pytest.fixture(scope="module")
def shop():
    shop = LoadedDomain.load(SHOP)
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def states(log, shop):
    """The state of every stream at the head."""
    folded = StateHistory(log, shop.fold, Ledger(log.operations())).all_at(log.last_position())
    assert [error for _, error in folded.values() if error] == []
    return {stream: one.state for stream, (one, _) in folded.items()}


@pytest.fixture(scope="module")
def decide(shop, states):
    """What a command decides at the head, as (stream, type, payload)."""

    def run(command: str, **params):
        assert shop.validate(command, params) == {}
        stream = shop.stream_of(command, params)
        state = states.get(stream, shop.fold.initial(stream).state)
        return [
            (event.stream or stream, event.type, event.payload) for event in shop.decide(command, params, stream, state)
        ]

    return run


def test_every_type_has_a_reducer(log, shop):
    assert {event.type for event in log.read()} == shop.types


def test_its_states_are_those_of_a_shop(states):
    assert states["order-1041"]["status"] == "delivered"
    assert encode(states["order-1041"]["total"]) == b"431.90"
    assert "payment_due" not in states["order-1041"]
    assert states["customer-9"]["address"]["city"] == "Grenoble"
    carts = [state for stream, state in states.items() if stream.startswith("cart-")]
    assert {state["status"] for state in carts} == {"checked out", "abandoned"}


def test_its_stock_agrees_with_what_the_shop_wrote_down(log, states):
    ledger = Ledger(log.operations())
    written = {
        event.stream: event.payload["available"]
        for event in log.read()
        if event.stream.startswith("stock-") and not ledger.ignores(event.position, event.stream)
    }
    assert len(written) == 20
    assert {stream: states[stream]["available"] for stream in written} == written


def test_the_commands_ask_for_every_kind_of_parameter(shop):
    assert len(shop.commands) >= 6
    schemas = str([command.schema for command in shop.commands.values()])
    for kind in ("'string'", "'integer'", "'number'", "'boolean'", "'array'", "'object'", "'null'", "'date'", "'enum'"):
        assert kind in schemas
    assert all(command.help for command in shop.commands.values())


def test_an_order_is_placed_by_hand(decide):
    item = {"sku": "A12", "name": "Brass desk lamp", "qty": 2, "price": decode("89.00")}
    placed, reserved = decide("place_order", order_id=5000, customer_id=9, customer="Élodie Martin", items=[item])
    assert placed[:2] == ("order-5000", "OrderPlaced")
    assert encode(placed[2]["total"]) == b"178.00"
    assert reserved == ("stock-A12", "StockReserved", {"qty": 2, "order": "5000"})


@pytest.mark.parametrize(
    ("command", "params", "reason"),
    [
        ("register_customer", {"customer_id": 9, "name": "É", "address": ADDRESS}, "already"),
        ("change_address", {"customer_id": 99_999, "address": ADDRESS}, "no customer"),
        ("ship_order", {"order_id": 1041, "carrier": "DHL", "tracking": "JD014600"}, "delivered"),
        ("cancel_order", {"order_id": 1041, "reason": "late"}, "delivered"),
        ("refund_payment", {"payment_id": 77, "amount": "1000.00"}, "only 23.80 EUR"),
        ("receive_stock", {"sku": "Z9", "qty": 5}, "new"),
        ("count_stock", {"sku": "Z9", "counted": 5, "counted_by": "Ana", "on": "2026-11-22"}, "no product"),
    ],
)
def test_a_command_refuses_what_cannot_be(decide, command, params, reason):
    with pytest.raises(Refused, match=reason):
        decide(command, **params)


def test_what_is_true_already_needs_no_event(decide, states):
    on_hand = states["stock-A12"]["on_hand"]
    assert decide("count_stock", sku="A12", counted=on_hand, counted_by="Ana", on="2026-11-22") == []
    assert decide("change_address", customer_id=9, address=states["customer-9"]["address"]) == []


@pytest.mark.parametrize(
    ("command", "params", "field"),
    [
        ("receive_stock", {"sku": "A12", "qty": 501}, "qty"),
        ("refund_payment", {"payment_id": 77, "amount": "0.001"}, "amount"),
        ("ship_order", {"order_id": 1, "carrier": "Owl", "tracking": "JD014600"}, "carrier"),
        ("place_order", {"order_id": 1, "customer_id": 1, "customer": "x", "items": []}, "items"),
    ],
)
def test_what_is_out_of_bounds_is_named(shop, command, params, field):
    assert list(shop.validate(command, params)) == [field]


def test_a_payment_is_refunded_to_the_cent(decide, states):
    left = states["payment-77"]["captured"]
    [(stream, type, payload)] = decide("refund_payment", payment_id=77, amount="23.80")
    assert (stream, type) == ("payment-77", "PaymentRefunded")
    assert same(payload["amount"], left)
