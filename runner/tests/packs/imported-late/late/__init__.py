def __getattr__(name):
    if name == "lazy":
        import importlib

        return importlib.import_module("late.lazy")
    raise AttributeError(name)
