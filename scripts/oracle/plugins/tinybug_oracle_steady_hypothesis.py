"""The same examples in every run: without it, a mutant's fate would be a matter of luck and not of the tests.

Written apart from the runner's own way of doing so, which the oracle is to check.
"""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_configure():
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "tinybug-oracle",
        parent=settings.default,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[*settings.default.suppress_health_check, HealthCheck.too_slow],
    )
    settings.load_profile("tinybug-oracle")
