"""Small files of every kind, and some that are not what they seem."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TYPES = b'<?xml version="1.0"?><Types><Override ContentType="document.main+xml"/></Types>'


def picture(kind: str, *, size: tuple[int, int] = (8, 4), told: str = "") -> bytes:
    image, written = Image.new("RGB", size, "white"), io.BytesIO()
    data = Image.Exif()
    if told:
        data[0x010E] = told
    image.save(written, format=kind, exif=data)
    return written.getvalue()


def office(main: str = "word/document.xml", **parts: bytes) -> bytes:
    """Return an office file with these parts beside the usual ones ("/" written "__")."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", parts.pop("types", TYPES))
        packed.writestr(main, "<w:document>Words</w:document>")
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return written.getvalue()


DOCX = office()
XLSX = office("xl/workbook.xml")
EVERY_KIND = [
    ("plan.pdf", PDF, "pdf"),
    ("Letter.DOCX", DOCX, "docx"),
    ("figures.xlsx", XLSX, "xlsx"),
    ("map.png", picture("PNG"), "png"),
    ("hall.jpeg", picture("JPEG"), "jpg"),
    ("hall.jpg", picture("JPEG"), "jpg"),
    ("notes.txt", "Tŷ a gŵyl, £5 < £6".encode(), "txt"),
]


@contextmanager
def clamd(answer: bytes) -> Iterator[Any]:
    """Stand in for a clamd that gives this answer; yields what it was sent and its address."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            read = self._exactly(len(b"zINSTREAM\0"))
            assert read == b"zINSTREAM\0"
            while size := int.from_bytes(self._exactly(4), "big"):
                server.sent += self._exactly(size)
            if answer:
                self.request.sendall(answer)

        def _exactly(self, number: int) -> bytes:
            read = b""
            while len(read) < number:
                part = self.request.recv(number - len(read))
                if not part:
                    raise ConnectionError
                read += part
            return read

    server: Any = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.sent = b""
    server.address = "clamd://{}:{}".format(*server.server_address)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
