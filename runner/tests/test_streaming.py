"""A report is sent while it is written, by a job that proves who it is."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src"


class Service:
    """Gives tokens as a CI does, and takes records as a service does; `answers` are the next statuses, then 204."""

    def __init__(self) -> None:
        self.lines = []
        self.answers = []
        self.audiences = []
        self.tokens = 0
        self.file_token = ""
        self.arrived = threading.Condition()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                assert self.headers["Authorization"] == "Bearer secret of the job"
                service.tokens += 1
                service.audiences.append(self.path)
                self.answer(200, json.dumps({"value": f"token.{service.tokens}"}).encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = service.answers.pop(0) if service.answers else 204
                with service.arrived:
                    if status == 204:
                        assert self.headers["Authorization"] == f"Bearer {service.file_token or f'token.{service.tokens}'}"
                        service.lines += body.decode().splitlines()
                    service.arrived.notify_all()
                self.answer(status, b"")

            def answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait_for(self, condition) -> None:
        with self.arrived:
            assert self.arrived.wait_for(condition, timeout=60)


@pytest.fixture
def service():
    started = Service()
    yield started
    started.server.shutdown()
    started.server.server_close()


@pytest.fixture
def writer():
    """A process that is there until it is told to end."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    end(process)


def start_stream(
    service: Service, report: Path, pid: int, token_file: Path = Path("missing"), **environment: str
) -> subprocess.Popen:
    arguments = ["stream", str(report), "--to", f"{service.url}/jobs/1", "--audience", "us", "--while-pid", str(pid)]
    arguments += ["--token-file", str(token_file)]
    token = {"ACTIONS_ID_TOKEN_REQUEST_URL": f"{service.url}/token?v=2", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret of the job"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ACTIONS_")}
    return subprocess.Popen(
        [sys.executable, str(SOURCE), *arguments], env={**kept, **token, **environment}, stderr=subprocess.PIPE, text=True
    )


def start_stream_with_file(service: Service, report: Path, pid: int, token_file: Path) -> subprocess.Popen:
    arguments = ["stream", str(report), "--to", f"{service.url}/jobs/1", "--audience", "us", "--while-pid", str(pid)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ACTIONS_")}
    command = [sys.executable, str(SOURCE), *arguments, "--token-file", str(token_file)]
    return subprocess.Popen(command, env=kept, stderr=subprocess.PIPE, text=True)


def end(writer: subprocess.Popen) -> None:
    if writer.poll() is None:
        writer.communicate(b"\n")


def test_lines_arrive_while_the_report_is_written_each_once_and_whole(service, writer, tmp_path):
    report = tmp_path / "report.ndjson"
    stream = start_stream(service, report, writer.pid)
    with open(report, "w") as file:
        file.write('{"number": 1}\n{"number": 2}\n{"num')
        file.flush()
        service.wait_for(lambda: len(service.lines) == 2)
        file.write('ber": 3}\n')
    end(writer)
    _, errors = stream.communicate(timeout=60)
    assert (stream.returncode, errors) == (0, "")
    assert service.lines == ['{"number": 1}', '{"number": 2}', '{"number": 3}']
    assert service.audiences == ["/token?v=2&audience=us"]


def test_what_was_not_taken_is_sent_again(service, writer, tmp_path):
    report = tmp_path / "report.ndjson"
    report.write_text("1\n2\n")
    service.answers += [503, 404, 429]
    stream = start_stream(service, report, writer.pid)
    service.wait_for(lambda: service.lines == ["1", "2"])
    end(writer)
    assert stream.wait(timeout=60) == 0
    assert service.lines == ["1", "2"]


def test_a_token_that_is_no_longer_good_is_renewed(service, writer, tmp_path):
    report = tmp_path / "report.ndjson"
    report.write_text("1\n")
    service.answers += [401]
    stream = start_stream(service, report, writer.pid)
    service.wait_for(lambda: service.lines == ["1"])
    end(writer)
    assert stream.wait(timeout=60) == 0
    assert service.tokens == 2


def test_a_refusal_ends_the_sending_and_fails_nothing(service, writer, tmp_path):
    report = tmp_path / "report.ndjson"
    report.write_text("no record\n")
    service.answers += [400]
    stream = start_stream(service, report, writer.pid)
    _, errors = stream.communicate(timeout=60)
    assert stream.returncode == 0
    assert errors == "tinybug-runner: results are not streamed: the service answers 400\n"


def test_a_job_without_the_permission_says_so_and_fails_nothing(service, writer, tmp_path):
    report = tmp_path / "report.ndjson"
    report.write_text("1\n")
    stream = start_stream(service, report, writer.pid, ACTIONS_ID_TOKEN_REQUEST_URL="")
    _, errors = stream.communicate(timeout=60)
    assert stream.returncode == 0
    assert "id-token: write" in errors


def test_a_report_that_was_never_begun_ends_with_its_process(service, writer, tmp_path):
    stream = start_stream(service, tmp_path / "report.ndjson", writer.pid)
    end(writer)
    assert stream.wait(timeout=60) == 0
    assert service.lines == []


def test_a_token_from_a_file_serves_where_the_ci_gives_none(service, writer, tmp_path):
    report, token_file = tmp_path / "report.ndjson", tmp_path / "token"
    report.write_text("1\n")
    token_file.write_text("of.the.shard\n")
    service.file_token = "of.the.shard"
    stream = start_stream_with_file(service, report, writer.pid, token_file)
    service.wait_for(lambda: service.lines == ["1"])
    end(writer)
    assert stream.wait(timeout=60) == 0
    assert service.tokens == 0


def test_a_token_from_a_file_is_not_tried_again_once_it_is_refused(service, writer, tmp_path):
    report, token_file = tmp_path / "report.ndjson", tmp_path / "token"
    report.write_text("1\n")
    token_file.write_text("of.the.shard")
    service.answers += [401, 204]
    stream = start_stream_with_file(service, report, writer.pid, token_file)
    _, errors = stream.communicate(timeout=60)
    assert stream.returncode == 0
    assert "the service refuses the token of the job" in errors
    assert service.lines == []


def test_without_a_token_of_either_kind_nothing_is_sent(service, writer, tmp_path):
    report = tmp_path / "report.ndjson"
    report.write_text("1\n")
    stream = start_stream_with_file(service, report, writer.pid, tmp_path / "missing")
    _, errors = stream.communicate(timeout=60)
    assert stream.returncode == 0
    assert "no permission `id-token: write`" in errors


def test_what_the_ci_vouches_for_goes_before_a_file(service, writer, tmp_path):
    report, token_file = tmp_path / "report.ndjson", tmp_path / "token"
    report.write_text("1\n")
    token_file.write_text("of.the.shard")
    stream = start_stream(service, report, writer.pid, token_file=token_file)
    service.wait_for(lambda: service.lines == ["1"])
    end(writer)
    assert stream.wait(timeout=60) == 0
    assert service.tokens == 1
