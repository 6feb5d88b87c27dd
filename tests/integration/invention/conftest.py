"""A server of the chat-completions protocol on loopback, which answers as a test tells it to."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Received:
    """A request."""

    path: str
    authorization: str
    body: dict


@dataclass
class ChatServer:
    """Answers in the order given; the last answer again and again."""

    answers: list[Answer] = field(default_factory=list)
    requests: list[Received] = field(default_factory=list)
    url: str = ""

    def next_answer(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def start_server() -> Iterator[Callable[..., ChatServer]]:
    """start_server(answer, ...) -> a server."""
    started: list[ThreadingHTTPServer] = []

    def start(*answers: Answer) -> ChatServer:
        server = ChatServer(list(answers))
        http = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(server))
        server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
        Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
        started.append(http)
        return server

    yield start
    for http in started:
        http.shutdown()
        http.server_close()


def handler_of(server: ChatServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            sent = Received(self.path, self.headers.get("authorization", ""), body)
            server.requests.append(sent)
            try:
                server.next_answer()(self)
            except OSError:
                self.close_connection = True  # the client has had enough

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def reply(status: int, body: bytes, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def says(content: object, finish_reason: str = "stop") -> Answer:
    """A chat completion."""
    text = content if isinstance(content, str) else json.dumps(content)
    message = {"role": "assistant", "content": text}
    body = {"id": "c1", "choices": [{"finish_reason": finish_reason, "message": message}]}
    return reply(200, json.dumps(body).encode(), content_type="application/json")


def refuses(status: int, message: str) -> Answer:
    body = json.dumps({"error": {"message": message}}).encode()
    headers = {"content_type": "application/json", "retry_after_ms": "10"}
    return reply(status, body, **headers)


@pytest.fixture(scope="session")
def chat():
    """The answers: chat.says(content), chat.refuses(status, message), chat.reply(...)."""
    return Answers()


class Answers:
    says = staticmethod(says)
    refuses = staticmethod(refuses)
    reply = staticmethod(reply)


@pytest.fixture
def good() -> dict:
    """An invention as a model writes it."""
    return {
        "tracks": [
            {"trackId": "t1", "title": "Fjord", "artist": "Eira", "genre": "folk", "seconds": 180, "popularity": 9.5},
            {"trackId": "t2", "title": "Måne", "artist": "Eira", "genre": "folk", "seconds": 200, "popularity": 1},
        ],
        "personas": [
            {"name": "Hiker", "weight": 3, "region": "NO", "platform": "iOS", "completed": 0.9},
            {"name": "Clerk", "weight": 1, "region": "SE", "platform": "web", "completed": 0.4},
        ],
    }  # fmt: skip
