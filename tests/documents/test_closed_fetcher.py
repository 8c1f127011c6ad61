"""A PDF fetches nothing but the project's own files; the control shows that it otherwise would."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pikepdf
import pytest
import weasyprint

from tests.documents.pages import page
from vef.documents.errors import PdfError
from vef.documents.pdf import pdf_from_html

SECRET = b"the words of a file on this machine"


class Listener:
    def __init__(self) -> None:
        self.asked: list[str] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listener.asked.append(self.path)
                if self.path == "/redirect":
                    self.send_response(302)
                    self.send_header("Location", "/landed")
                else:
                    self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture
def secret(tmp_path: Path) -> str:
    file = tmp_path / "secret.txt"
    file.write_bytes(SECRET)
    return file.as_uri()


CALLS = [
    '<img alt="x" src="{http}/picture">',
    '<link rel="stylesheet" href="{http}/style">',
    '<style>@import "{http}/import"; p {{ background: url("{http}/background") }}</style>',
    '<link rel="attachment" href="{http}/attached">',
    '<a rel="attachment" href="{http}/attached">x</a>',
    '<object data="{http}/object"></object>',
    '<embed src="{http}/embed">',
    '<img alt="x" src="{http}/redirect">',
    '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="{http}/svg"/></svg>',
    '<base href="{http}/"><img alt="x" src="relative">',
]
FILES = [
    '<img alt="x" src="{file}">',
    '<link rel="attachment" href="{file}">',
    '<a rel="attachment" href="{file}">x</a>',
    '<a href="{file}">x</a>',
    '<link rel="stylesheet" href="{file}">',
    '<object data="{file}"></object>',
    '<img alt="x" src="vef-static:vef/../../settings.png">',
    '<img alt="x" src="vef-static:/etc/passwd">',
    '<link rel="attachment" href="data:text/plain,x">',
    '<link rel="attachment" href="data:image/png;base64,AAAA">',
]


@pytest.mark.parametrize("hostile", CALLS)
def test_nothing_is_called(listener: Listener, hostile: str) -> None:
    with pytest.raises(PdfError):
        pdf_from_html(page(hostile.format(http=listener.address)), title="x")

    assert listener.asked == []


@pytest.mark.parametrize("hostile", FILES)
def test_no_file_is_read_or_attached(secret: str, hostile: str) -> None:
    with pytest.raises(PdfError):
        pdf_from_html(page(hostile.format(file=secret)), title="x")


@pytest.mark.parametrize("hostile", [CALLS[0], CALLS[1], CALLS[3]])
def test_control_weasyprint_left_alone_would_call(listener: Listener, hostile: str) -> None:
    weasyprint.HTML(string=page(hostile.format(http=listener.address))).write_pdf()

    assert listener.asked


def test_control_weasyprint_left_alone_would_attach(secret: str, tmp_path: Path) -> None:
    made = tmp_path / "open.pdf"
    weasyprint.HTML(string=page(FILES[1].format(file=secret))).write_pdf(made)

    with pikepdf.open(made) as pdf:
        held = b"".join(x.read_bytes() for x in pdf.objects if isinstance(x, pikepdf.Stream))
    assert SECRET in held


def test_the_projects_own_fonts_are_served() -> None:
    assert pdf_from_html(page(), title="x").startswith(b"%PDF-1.7")
