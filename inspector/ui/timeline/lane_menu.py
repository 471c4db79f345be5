"""The menus of lanes: their order, and which of them stay at the top."""

from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from inspector.ui import text
from inspector.ui.timeline.lanes import LaneOrder
from inspector.ui.timeline.viewport import Viewport

_LONGEST = 40


def of_lane(viewport: Viewport, lane: int | None, parent: QWidget) -> QMenu:
    """What can be done with a lane, or with all where there is none. The menu goes when it is closed."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    menu.aboutToHide.connect(menu.deleteLater)
    if lane is not None:
        name = viewport.scene.names[lane]
        shown = text.one_line(name, _LONGEST).replace("&", "&&")
        words = f"Let Go of {shown}" if name in viewport.pins else f"Pin {shown} at the Top"
        pin = menu.addAction(words, partial(viewport.toggle_pin, lane))
        pin.setObjectName("timelineLanes.pin")
        menu.addSeparator()
    add_orders(viewport, menu)
    return menu


def add_orders(viewport: Viewport, menu: QMenu) -> tuple[dict[LaneOrder, QAction], QAction, QAction]:
    """Add the orders of lanes, how high they are, and letting go of all pins, to a menu; the actions."""
    group, actions = QActionGroup(menu), {}
    for order in LaneOrder:
        action = QAction(f"Order by {order.value[0].upper()}{order.value[1:]}", group, checkable=True)
        action.setObjectName(f"timelineOrder.{order.name.lower()}")
        action.setChecked(order is viewport.lane_order)
        action.triggered.connect(partial(viewport.set_lane_order, order))
        menu.addAction(action)
        actions[order] = action
    menu.addSeparator()
    thin = QAction("Thin Lanes (T)", menu, checkable=True)
    thin.setObjectName("timelineOrder.thin")
    thin.setChecked(viewport.thin)
    thin.triggered.connect(viewport.set_thin)
    menu.addAction(thin)
    free = QAction("Let Go of All Pinned Lanes", menu)
    free.setObjectName("timelineOrder.free")
    free.setEnabled(bool(viewport.pins))
    free.triggered.connect(partial(viewport.set_pins, ()))
    menu.addAction(free)
    return actions, thin, free
