from .core import *  # noqa: F403
from .core import hidden as shown
from .other import combined

__all__ = ["combined", "open_one", "shown"]
