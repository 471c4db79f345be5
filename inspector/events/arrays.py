"""numpy, loaded when it is first used: that takes as long as loading Qt, and the first rows of a store need none."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

__all__ = ["np"]


class _Numpy(ModuleType):
    def __getattr__(self, name: str) -> object:
        value = getattr(import_module("numpy"), name)
        # Found at once from now on.
        setattr(self, name, value)
        return value


if TYPE_CHECKING:
    import numpy as np
else:
    np = _Numpy("numpy")
