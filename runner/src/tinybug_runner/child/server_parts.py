"""What a fork server and the processes that it forks have in common."""

from __future__ import annotations

from dataclasses import dataclass

from ..suite_job import SuiteJob
from .code_store import CodeStore
from .events import EventStream
from .foreign_interpreters import ForeignInterpreters
from .isolation import IsolationPlugin
from .naming import TestNames
from .outcomes import OutcomePlugin
from .plain_observer import PlainObserver
from .server_channel import ServerChannel


@dataclass(frozen=True)
class ServerParts:
    job: SuiteJob
    """The server's own."""
    channel: ServerChannel
    codes: CodeStore
    names: TestNames
    events: EventStream
    outcomes: OutcomePlugin
    isolation: IsolationPlugin
    interpreters: ForeignInterpreters


def make_parts(job: SuiteJob, events: EventStream) -> ServerParts:
    assert job.server is not None
    names, codes, interpreters = TestNames(), CodeStore(), ForeignInterpreters(events)
    codes.install()
    return ServerParts(
        job=job,
        channel=ServerChannel(job.server, codes),
        codes=codes,
        names=names,
        events=events,
        outcomes=OutcomePlugin(job.root, names, events, PlainObserver(events)),
        isolation=IsolationPlugin(job.folder),
        interpreters=interpreters,
    )
