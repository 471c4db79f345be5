"""What happens in the sample shop: visits, payments, shipments, returns, deliveries of stock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from inspector.events.event import NewEvent
from inspector.events.json_value import JsonFloat, JsonValue
from inspector.events.times import SECOND_NS, to_rfc3339
from inspector.workspace.sample_catalogue import (
    CARRIERS,
    CITIES,
    CUSTOMERS,
    FIRST_NAMES,
    LAMP,
    LAST_NAMES,
    PRODUCTS,
    City,
    Product,
)
from inspector.workspace.sample_shop import DAY_NS, HOUR_NS, SALE, ZONE, Customer, Flow, Level, Shop, money

FIRST_ORDER = 901
FIRST_CART = 401
_EXPRESS = ("express", 1990)
_STANDARD = ("standard", 490)
_FREE_ABOVE = 15_000


@dataclass(frozen=True, slots=True)
class Line:
    """One product in a basket."""

    product: Product
    qty: int
    cents: int

    @property
    def payload(self) -> dict[str, JsonValue]:
        """As it stands in events."""
        return {"sku": self.product.sku, "name": self.product.name, "qty": self.qty, "price": money(self.cents)}


@dataclass(slots=True)
class Order:
    """An order on its way."""

    id: str
    customer: Customer
    lines: list[Line]
    shipping: tuple[str, int]
    placed: NewEvent
    payment: str = ""
    paid: NewEvent | None = None

    @property
    def stream(self) -> str:
        return f"order-{self.id}"

    @property
    def items_cents(self) -> int:
        return sum(line.qty * line.cents for line in self.lines)

    @property
    def total_cents(self) -> int:
        return self.items_cents + self.shipping[1]


def register(shop: Shop, actor: str | None = None) -> Customer:
    """A new customer; the first ones are those in the catalogue."""
    id = shop.number("customer")
    known = len(CUSTOMERS) >= int(id)
    name = CUSTOMERS[int(id) - 1] if known else f"{shop.pick(FIRST_NAMES)} {shop.pick(LAST_NAMES)}"
    city = CITIES[1] if name == "Élodie Martin" else shop.pick(CITIES)
    customer = Customer(id, name, f"customer{id}@example.com", city.name)
    payload: dict[str, JsonValue] = {
        "id": id,
        "name": name,
        "email": customer.email,
        "address": _address(city),
        "newsletter": shop.chance(0.4),
    }
    shop.emit(f"customer-{id}", "CustomerRegistered", payload, actor=actor or f"customer-{id}")
    shop.customers.append(customer)
    return customer


def move(shop: Shop, customer: Customer, city: City) -> Customer:
    """A customer's new address."""
    moved = Customer(customer.id, customer.name, customer.email, city.name)
    payload: dict[str, JsonValue] = {"address": _address(city), "previous_city": customer.city}
    shop.emit(f"customer-{customer.id}", "AddressChanged", payload, actor=f"customer-{customer.id}")
    shop.customers[shop.customers.index(customer)] = moved
    return moved


def _address(city: City) -> dict[str, JsonValue]:
    return {"street": city.street, "postcode": city.postcode, "city": city.name, "country": city.country}


def visit(shop: Shop, *, actor: str | None = None) -> Flow:
    """Someone comes, fills a cart and perhaps buys what is in it. actor: who does it in the customer's name."""
    newcomer = not shop.customers or shop.chance(0.32)
    customer = register(shop, actor) if newcomer else shop.pick(shop.customers)
    if newcomer:
        yield shop.pause(20, 90)
    elif actor is None and shop.chance(0.07):
        customer = move(shop, customer, shop.pick([city for city in CITIES if city.name != customer.city]))
        yield shop.pause(10, 60)
    weights = [product.weight * (8 if _on_sale(shop) and product is LAMP else 1) for product in PRODUCTS]
    wanted = [shop.pick(PRODUCTS, weights) for _ in range(shop.pick((1, 2, 3, 4), (4, 4, 2, 1)))]
    basket = [(product, shop.pick((1, 2, 3), (7, 2, 1))) for product in dict.fromkeys(wanted)]
    yield from _shopping(shop, customer, basket, actor or f"customer-{customer.id}")


def _on_sale(shop: Shop) -> bool:
    return SALE <= shop.now < SALE + DAY_NS


def order_1041(shop: Shop) -> Flow:
    """Élodie Martin moves to Grenoble and orders three lamps, a jug and a blanket by express."""
    customer = next(customer for customer in shop.customers if customer.name == "Élodie Martin")
    customer = move(shop, customer, CITIES[0])
    yield shop.pause(15, 25)
    products = {product.sku: product for product in PRODUCTS}
    basket = [(products["A12"], 3), (products["C9"], 1), (products["B7"], 1)]
    yield from _shopping(shop, customer, basket, f"customer-{customer.id}", certain=True)


def _shopping(
    shop: Shop, customer: Customer, basket: list[tuple[Product, int]], actor: str, *, certain: bool = False
) -> Flow:
    cart = f"cart-{shop.number('cart', FIRST_CART)}"
    opened = shop.emit(cart, "CartOpened", {"id": cart[5:], "customer": customer.id, "status": "open"}, actor=actor)
    lines: list[Line] = []
    for product, qty in basket:
        yield shop.pause(12, 150)
        if shop.shown(product) >= qty:
            lines.append(Line(product, qty, shop.price(product)))
            shop.emit(cart, "ItemAdded", lines[-1].payload, actor=actor, cause=opened)
    if len(lines) > 1 and not certain and shop.chance(0.15):
        yield shop.pause(5, 40)
        shop.emit(cart, "ItemRemoved", {"sku": lines.pop().product.sku}, actor=actor, cause=opened)
    yield shop.pause(15, 200)
    for line in [line for line in lines if shop.shown(line.product) < line.qty]:
        lines.remove(line)
        shop.emit(cart, "ItemRemoved", {"sku": line.product.sku, "reason": "sold out"}, actor="checkout", cause=opened)
    if not lines or (not certain and shop.chance(0.24)):
        yield shop.pause(1500, 2100)
        shop.emit(cart, "CartAbandoned", {"status": "abandoned"}, actor="cart-sweeper", cause=opened)
        return
    yield from _checkout(shop, customer, lines, opened, actor)


def _checkout(shop: Shop, customer: Customer, lines: list[Line], opened: NewEvent, actor: str) -> Flow:
    id = shop.number("order", FIRST_ORDER)
    checked_out = shop.emit(
        opened.stream, "CartCheckedOut", {"status": "checked out", "order": id}, actor=actor, cause=opened
    )
    total = sum(line.qty * line.cents for line in lines)
    express = len(lines) > 2 or shop.chance(0.12)
    shipping = _EXPRESS if express else ("standard", 0) if total >= _FREE_ABOVE else _STANDARD
    payload: dict[str, JsonValue] = {
        "id": id,
        "status": "placed",
        "customer": {"id": customer.id, "name": customer.name, "city": customer.city},
        "items": [line.payload for line in lines],
        "total": money(total),
        "payment_due": to_rfc3339((shop.now + HOUR_NS) // SECOND_NS * SECOND_NS),
    }
    placed = shop.emit(f"order-{id}", "OrderPlaced", payload, actor="checkout", cause=checked_out)
    order = Order(id, customer, lines, shipping, placed)
    _stock_moves(shop, order, "StockReserved", placed)
    yield from _payment(shop, order, "psp" if actor.startswith("customer") else actor)


def _payment(shop: Shop, order: Order, provider: str) -> Flow:
    for _ in range(2):
        yield shop.pause(6, 55)
        order.payment = shop.number("payment")
        method = shop.pick(("card", "paypal", "transfer"), (7, 2, 1))
        payload: dict[str, JsonValue] = {
            "id": order.payment,
            "order": order.id,
            "amount": money(order.total_cents),
            "currency": "EUR",
            "method": method,
            "last4": f"{shop.between(0, 9999):04d}" if method == "card" else None,
            "processor_ref": shop.between(9_100_000_000_000_001, 999_999_999_999_999_999),
        }
        if shop.chance(0.07):
            declined = {
                **payload,
                "status": "declined",
                "reason": shop.pick(("insufficient funds", "3-D Secure failed")),
            }
            shop.emit(f"payment-{order.payment}", "PaymentDeclined", declined, actor=provider, cause=order.placed)
            continue
        authorised = shop.emit(
            f"payment-{order.payment}",
            "PaymentAuthorised",
            {**payload, "status": "authorised", "authorised_at": to_rfc3339(shop.now)},
            actor=provider,
            cause=order.placed,
        )
        yield from _paid(shop, order, authorised)
        return
    yield shop.pause(60, 600)
    _cancel(shop, order, "payment declined", "checkout", order.placed)


def _paid(shop: Shop, order: Order, authorised: NewEvent) -> Flow:
    assert isinstance(authorised.payload, dict)
    payment: JsonValue = {
        key: value for key in ("id", "method", "last4") if (value := authorised.payload[key]) is not None
    }
    method, cents = order.shipping
    payload: dict[str, JsonValue] = {
        "status": "paid",
        "total": money(order.total_cents),
        "shipping": {"method": method, "price": money(cents)},
        "payment": payment,
        "payment_due": None,
    }
    order.paid = shop.emit(order.stream, "OrderPaid", payload, actor="checkout", cause=authorised)
    if shop.chance(0.04):
        yield shop.pause(300, 5400)
        cancelled = _cancel(shop, order, "changed my mind", f"customer-{order.customer.id}", order.paid)
        shop.emit(f"payment-{order.payment}", "PaymentVoided", {"status": "voided"}, actor="payments", cause=cancelled)
        return
    yield shop.until((1, 1), (8, 11), workdays=True)
    yield from _fulfilment(shop, order, order.paid)


def _cancel(shop: Shop, order: Order, reason: str, actor: str, cause: NewEvent) -> NewEvent:
    payload: dict[str, JsonValue] = {"status": "cancelled", "reason": reason, "payment_due": None}
    cancelled = shop.emit(order.stream, "OrderCancelled", payload, actor=actor, cause=cause)
    _stock_moves(shop, order, "StockReleased", cancelled)
    return cancelled


def _fulfilment(shop: Shop, order: Order, paid: NewEvent) -> Flow:
    id = shop.number("shipment")
    stream = f"shipment-{id}"
    parcels = [_parcel(line) for line in order.lines]
    payload: dict[str, JsonValue] = {"id": id, "order": order.id, "status": "prepared", "parcels": [*parcels]}
    prepared = shop.emit(stream, "ShipmentPrepared", payload, actor="warehouse", cause=paid)
    _stock_moves(shop, order, "StockShipped", prepared)
    yield shop.pause(1200, 4 * 3600)
    carrier, prefix = shop.pick(CARRIERS)
    tracking = f"{prefix}{shop.between(0, 10**10 - 1):010d}"
    dispatch: dict[str, JsonValue] = {"status": "dispatched", "carrier": carrier, "tracking": tracking}
    dispatched = shop.emit(stream, "ShipmentDispatched", dispatch, actor="warehouse", cause=prepared)
    shipment: dict[str, JsonValue] = {"id": id, "carrier": carrier, "tracking": tracking}
    shipped = shop.emit(
        order.stream, "OrderShipped", {"status": "shipped", "shipment": shipment}, actor="checkout", cause=dispatched
    )
    capture: dict[str, JsonValue] = {"status": "captured", "captured": money(order.total_cents)}
    shop.emit(f"payment-{order.payment}", "PaymentCaptured", capture, actor="payments", cause=shipped)
    yield shop.until((1, 1) if order.shipping == _EXPRESS else (2, 4), (9, 18), workdays=False)
    delivery: dict[str, JsonValue] = {"status": "delivered", "signed_by": order.customer.name}
    delivered = shop.emit(stream, "ShipmentDelivered", delivery, actor=carrier, cause=dispatched)
    arrival: dict[str, JsonValue] = {"status": "delivered", "delivered_at": to_rfc3339(shop.now)}
    shop.emit(order.stream, "OrderDelivered", arrival, actor="checkout", cause=delivered)
    if shop.chance(0.06):
        yield shop.until((3, 11), (9, 17), workdays=True)
        _give_back(shop, order)


def _parcel(line: Line) -> JsonValue:
    grams = line.qty * line.product.grams + 150
    return {"weight_kg": JsonFloat(f"{grams // 1000}.{grams % 1000:03d}"), "sku": line.product.sku, "qty": line.qty}


def _give_back(shop: Shop, order: Order) -> None:
    line = shop.pick(order.lines)
    reason = shop.pick(("damaged", "not as pictured", "too large", "bought twice"))
    payload: dict[str, JsonValue] = {
        "status": "returned",
        "returned": {"sku": line.product.sku, "qty": line.qty, "reason": reason},
    }
    returned = shop.emit(order.stream, "OrderReturned", payload, actor="warehouse", cause=order.paid)
    level = shop.stock[line.product.sku]
    if reason != "damaged":
        level.on_hand += line.qty
        back: dict[str, JsonValue] = {"qty": line.qty, "order": order.id, **_levels(level)}
        shop.emit(f"stock-{line.product.sku}", "StockReturned", back, actor="warehouse", cause=returned)
    refund: dict[str, JsonValue] = {"status": "refunded", "amount": money(line.qty * line.cents), "reason": reason}
    shop.emit(f"payment-{order.payment}", "PaymentRefunded", refund, actor="payments", cause=returned)


def _stock_moves(shop: Shop, order: Order, type: str, cause: NewEvent) -> None:
    """What an order does to the stock of each of its products."""
    for line in order.lines:
        level = shop.stock[line.product.sku]
        level.reserved += line.qty if type == "StockReserved" else -line.qty
        level.on_hand -= line.qty if type == "StockShipped" else 0
        payload: dict[str, JsonValue] = {"qty": line.qty, "order": order.id, **_levels(level)}
        shop.emit(f"stock-{line.product.sku}", type, payload, actor="stock-keeper", cause=cause)


def _levels(level: Level) -> dict[str, JsonValue]:
    return {"on_hand": level.on_hand, "available": level.available}


def supply(shop: Shop) -> Flow:
    """Every working morning, what runs low is topped up; on the first of a month shelves are counted.

    The lamps ordered for the sale arrive on the Monday after it.
    """
    for product in PRODUCTS:
        start: dict[str, JsonValue] = {"sku": product.sku, "name": product.name, "supplier": product.supplier}
        level = shop.stock[product.sku]
        received = {**start, "qty": level.on_hand, **_levels(level)}
        shop.emit(f"stock-{product.sku}", "StockReceived", received, actor=product.supplier)
    while True:
        yield shop.until((1, 1), (7, 8), workdays=True)
        late = SALE - 4 * DAY_NS <= shop.now < SALE + DAY_NS
        for product, level in _low(shop):
            if not (product is LAMP and late):
                yield shop.pause(30, 240)
                _receive(shop, product, level)
        if datetime.fromtimestamp(shop.now // SECOND_NS, ZONE).day == 1:
            yield from _count(shop)


def _low(shop: Shop) -> Iterator[tuple[Product, Level]]:
    return ((product, shop.stock[product.sku]) for product in PRODUCTS if shop.stock[product.sku].available < 15)


def _receive(shop: Shop, product: Product, level: Level) -> None:
    qty = 10 * shop.between(2, 5)
    level.on_hand += qty
    payload: dict[str, JsonValue] = {"qty": qty, "supplier": product.supplier, **_levels(level)}
    shop.emit(f"stock-{product.sku}", "StockReceived", payload, actor=product.supplier)


def _count(shop: Shop) -> Flow:
    for product in PRODUCTS:
        yield shop.pause(60, 400)
        level = shop.stock[product.sku]
        missing = min(level.available, shop.pick((0, 1, 2), (7, 2, 1)))
        level.on_hand -= max(0, missing)
        counted: dict[str, JsonValue] = {"counted": level.on_hand, **_levels(level)}
        shop.emit(f"stock-{product.sku}", "StockCounted", counted, actor="warehouse")
