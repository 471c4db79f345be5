"""The domain of the sample store: what its events mean, and what can be done next.

Copy this file to begin a domain of your own. It has four parts: the state that a stream starts with; functions that
turn the state before an event into the state after it; projections, which do the same across streams; and commands,
which look at the state and answer with events, or refuse. Load it with `--domain shop.py`, or from the window's File
menu.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from inspector import Domain, Refusal


def at_first(stream):
    """A stream's state before its first event."""
    return {"on_hand": 0, "reserved": {}, "available": 0} if stream.startswith("stock-") else {}


# Money is counted in decimals: 412.00 stays 412.00.
shop = Domain("shop", initial=at_first, decimals=True)


# ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@shop.on("CustomerRegistered", "CartOpened", "OrderPlaced", "PaymentDeclined", "PaymentAuthorised", "ShipmentPrepared")
def began(state, event):
    """The first event of a stream says all there is to know."""
    return {**event.payload}


@shop.on("AddressChanged")
def moved(state, event):
    return {**state, "address": event.payload["address"]}


@shop.on("ItemAdded")
def item_added(state, event):
    item = event.payload
    items = {**state.get("items", {}), item["sku"]: item}
    return {**state, "items": items, "total": sum_of(items.values())}


@shop.on("ItemRemoved")
def item_removed(state, event):
    items = {sku: item for sku, item in state["items"].items() if sku != event.payload["sku"]}
    return {**state, "items": items, "total": sum_of(items.values())}


@shop.on("CartCheckedOut", "CartAbandoned", "OrderShipped", "OrderDelivered", "OrderReturned")
@shop.on("PaymentVoided", "ShipmentDispatched", "ShipmentDelivered")
def progressed(state, event):
    """A new status, and what came with it."""
    return {**state, **event.payload}


@shop.on("OrderPaid", "OrderCancelled")
def settled(state, event):
    """No payment is due any more."""
    return without({**state, **event.payload}, "payment_due")


@shop.on("PaymentCaptured")
def captured(state, event):
    return {**state, "status": "captured", "captured": event.payload["captured"], "refunded": Decimal("0.00")}


@shop.on("PaymentRefunded")
def refunded(state, event):
    return {**state, "status": "refunded", "refunded": state["refunded"] + event.payload["amount"]}


@shop.on("StockReceived")
def received(state, event):
    """The first delivery of a product says what it is called."""
    product = {key: event.payload[key] for key in ("sku", "name", "supplier") if key in event.payload}
    return levels({**state, **product}, on_hand=state["on_hand"] + event.payload["qty"])


@shop.on("StockReturned")
def put_back(state, event):
    return levels(state, on_hand=state["on_hand"] + event.payload["qty"])


@shop.on("StockReserved")
def reserved(state, event):
    order, qty = event.payload["order"], event.payload["qty"]
    return levels(state, reserved={**state["reserved"], order: qty})


@shop.on("StockReleased")
def released(state, event):
    return levels(state, reserved=without(state["reserved"], event.payload["order"]))


@shop.on("StockShipped")
def left(state, event):
    order, qty = event.payload["order"], event.payload["qty"]
    return levels(state, on_hand=state["on_hand"] - qty, reserved=without(state["reserved"], order))


@shop.on("StockCounted")
def counted(state, event):
    return levels(state, on_hand=event.payload["counted"])


def levels(state, **changes):
    """A product's stock with what can still be sold; below zero, more was sold than there is."""
    state = {**state, **changes}
    return {**state, "available": state["on_hand"] - sum(state["reserved"].values())}


def without(mapping, key):
    return {other: value for other, value in mapping.items() if other != key}


def sum_of(items):
    return sum((item["qty"] * item["price"] for item in items), Decimal("0.00"))


# ── Projections ──────────────────────────────────────────────────────────────────────────────────────────────────────


def of_order(event):
    """The number of the order that an event of any stream is about."""
    return event.payload.get("order") or event.stream.removeprefix("order-")


# What became of an order, in every part of the shop.
fulfilment = shop.projection("fulfilment", key=of_order, initial={"pieces": {}})


@fulfilment.on("OrderPlaced", "OrderPaid", "OrderCancelled", "OrderShipped", "OrderDelivered", "OrderReturned")
def order_progressed(state, event):
    return {**state, "order": event.payload["status"]}


@fulfilment.on("PaymentAuthorised", "PaymentDeclined")
def payment_tried(state, event):
    return {**state, "payment": event.payload["status"], "amount": event.payload["amount"]}


@fulfilment.on("StockReserved")
def pieces_reserved(state, event):
    sku = event.stream.removeprefix("stock-")
    return {**state, "pieces": {**state["pieces"], sku: event.payload["qty"]}}


@fulfilment.on("StockReleased", "StockShipped")
def pieces_gone(state, event):
    return {**state, "pieces": without(state["pieces"], event.stream.removeprefix("stock-"))}


def products(event):
    return [item["sku"] for item in event.payload["items"]]


# What was sold of each product; an order of several is part of several states.
sales = shop.projection(
    "sales", key=products, initial=lambda sku: {"sku": sku, "ordered": 0, "turnover": Decimal("0.00")}
)


@sales.on("OrderPlaced")
def sold(state, event):
    lines = [item for item in event.payload["items"] if item["sku"] == state["sku"]]
    ordered = state["ordered"] + sum(item["qty"] for item in lines)
    return {**state, "ordered": ordered, "turnover": state["turnover"] + sum_of(lines)}


# ── Commands ─────────────────────────────────────────────────────────────────────────────────────────────────────────


Cents = Annotated[Decimal, Field(gt=0, le=10_000, decimal_places=2)]


class Address(BaseModel):
    street: str
    postcode: Annotated[str, Field(min_length=3, max_length=10)]
    city: str
    country: Annotated[str, Field(pattern="^[A-Z]{2}$", description="two capital letters, such as FR")] = "FR"


class Item(BaseModel):
    sku: Annotated[str, Field(pattern="^[A-Z][0-9]{1,2}$", description="such as A12")]
    name: str
    qty: Annotated[int, Field(ge=1, le=20)] = 1
    price: Cents


class Carrier(StrEnum):
    DHL = "DHL"
    COLISSIMO = "Colissimo"
    GLS = "GLS"


@shop.command(stream="customer-{customer_id}")
def register_customer(state, customer_id: int, name: str, address: Address, newsletter: bool = False):
    """Welcome a new customer."""
    if state:
        raise Refusal(f"Customer {customer_id} is {state['name']} already.")
    details = {"id": str(customer_id), "name": name, "address": address.model_dump(), "newsletter": newsletter}
    return shop.event("CustomerRegistered", details)


@shop.command(stream="customer-{customer_id}")
def change_address(state, customer_id: int, address: Address):
    """Note where a customer lives now."""
    if not state:
        raise Refusal(f"There is no customer {customer_id}.")
    if state["address"] == address.model_dump():
        return []
    previous = state["address"]["city"]
    return shop.event("AddressChanged", {"address": address.model_dump(), "previous_city": previous})


@shop.command(stream="order-{order_id}")
def place_order(
    state,
    order_id: int,
    customer_id: int,
    customer: str,
    items: Annotated[list[Item], Field(min_length=1)],
    pay_until: date | None = None,
    gift_note: Annotated[str, Field(max_length=200)] | None = None,
):
    """Place an order by hand, as the telephone desk does, and reserve its items."""
    if state:
        raise Refusal(f"Order {order_id} exists already; it is {state['status']}.")
    lines = [item.model_dump() for item in items]
    placed = {
        "id": str(order_id),
        "status": "placed",
        "customer": {"id": str(customer_id), "name": customer},
        "items": lines,
        "total": sum_of(lines),
        "payment_due": pay_until.isoformat() if pay_until else None,
    }
    if gift_note:
        placed["gift_note"] = gift_note
    reservations = [
        shop.event("StockReserved", {"qty": line["qty"], "order": str(order_id)}, stream=f"stock-{line['sku']}")
        for line in lines
    ]
    return [shop.event("OrderPlaced", placed), *reservations]


@shop.command(stream="order-{order_id}")
def ship_order(state, order_id: int, carrier: Carrier, tracking: Annotated[str, Field(min_length=6)]):
    """Hand a paid order to a carrier."""
    if state.get("status") != "paid":
        raise Refusal(f"Only a paid order can be shipped; order {order_id} is {state.get('status', 'unknown')}.")
    shipment = {"carrier": carrier, "tracking": tracking}
    return shop.event("OrderShipped", {"status": "shipped", "shipment": shipment})


@shop.command(stream="order-{order_id}")
def cancel_order(state, order_id: int, reason: str, release_stock: bool = True):
    """Cancel an order that has not left the house."""
    if state.get("status") not in {"placed", "paid"}:
        raise Refusal(f"Order {order_id} is {state.get('status', 'unknown')} and cannot be cancelled.")
    cancelled = {"status": "cancelled", "reason": reason, "payment_due": None}
    events = [shop.event("OrderCancelled", cancelled)]
    if release_stock:
        events += [
            shop.event("StockReleased", {"qty": item["qty"], "order": str(order_id)}, stream=f"stock-{item['sku']}")
            for item in state["items"]
        ]
    return events


@shop.command(stream="payment-{payment_id}")
def refund_payment(state, payment_id: int, amount: Cents, reason: str = "goodwill"):
    """Give money back, at most what was captured."""
    left = state.get("captured", Decimal("0.00")) - state.get("refunded", Decimal("0.00"))
    if amount > left:
        raise Refusal(f"Of payment {payment_id} only {left} EUR can be refunded.")
    return shop.event("PaymentRefunded", {"status": "refunded", "amount": amount, "reason": reason})


@shop.command(stream="stock-{sku}")
def receive_stock(
    state, sku: str, qty: Annotated[int, Field(ge=1, le=500)], supplier: str | None = None, name: str | None = None
):
    """Put delivered pieces on the shelf. A new product needs its name."""
    if "name" not in state and not name:
        raise Refusal(f"{sku} is new: say what it is called.")
    product = {"sku": sku, "name": name} if name else {}
    return shop.event("StockReceived", {**product, "qty": qty, "supplier": supplier or state.get("supplier")})


@shop.command(stream="stock-{sku}")
def count_stock(state, sku: str, counted: Annotated[int, Field(ge=0)], counted_by: str, on: date):
    """Correct the books to what was counted on the shelf."""
    if "name" not in state:
        raise Refusal(f"There is no product {sku}.")
    if counted == state["on_hand"]:
        return []
    return shop.event("StockCounted", {"counted": counted, "counted_by": counted_by, "on": on.isoformat()})
