"""A kind of message whose every answer a test can set."""

from vef.outbox.kinds import ALLOWED, Kind, Recipient, Verdict, Wording
from vef.outbox.models import Message


class PlainKind(Kind):
    name = "test.plain"
    label = "Test message"

    def __init__(self) -> None:
        self.address = "reader@example.org"
        self.reading = "en"
        self.verdicts: list[Verdict] = []
        self.heard: list[tuple[str, str]] = []
        self.unsubscribe = ""
        self.subject = {"cy": "Neges", "en": "Message"}

    def recipient(self, message: Message) -> Recipient | None:
        return Recipient(self.address, self.reading) if self.address else None

    def gate(self, message: Message) -> Verdict:
        return self.verdicts.pop(0) if self.verdicts else ALLOWED

    def build(self, message: Message, language: str) -> Wording:
        words = {"cy": "Bore da, Tŷ Gŵyr.", "en": "Good morning."}[language]
        return Wording(self.subject[language], f"{words}\n.\nx", f"<p>{words}</p>")

    def unsubscribe_url(self, message: Message) -> str:
        return self.unsubscribe

    def changed(self, message: Message) -> None:
        self.heard.append((message.status, message.reason_code))
