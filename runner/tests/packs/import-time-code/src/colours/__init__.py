from colours.names import NAMES, Colour

__all__ = ["NAMES", "Colour"]
