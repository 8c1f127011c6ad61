"""People whose every field is a random word: nobody outside the office ever meets one of them,
and once they are erased nobody does.

They are invited, answer, are brought in by a sheet, leave in a list, are printed, searched
for, and a letter to one of them fails. Each search has its control, in which it must find.
"""

import base64
import hashlib
import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.contrib.admin.models import CHANGE, LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import translation

from database.models import Person, PersonStatus
from database.services import exporting, importing
from database.services.erasure import erase_person
from database.services.gathering import gather
from engagement.models import QuestionKind
from engagement.services.invitations import prepare_batch, release_batch
from tests.access.addresses import addresses
from tests.access.filling import arguments
from tests.access.records import RECORDS
from tests.access.table import PAGES
from tests.access.world import KINDS, World
from tests.database import everything
from tests.database.needles import Needles, written
from tests.database.test_importing import AGREED
from tests.database.whole import Whole, Words
from tests.factories.feedback import activity_of, delivered_pack, question
from tests.outbox.mailserver import MailServer, free_port
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.common.logs import MaskTokens
from vef.documents.pdf import pdf_from_html
from vef.outbox.delivery import deliver_due
from vef.outbox.models import Message
from vef.privacy import blind_index

pytestmark = pytest.mark.django_db

TABLE = PAGES | RECORDS
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class RefusingServer(MailServer):
    """Takes every mail but those to one address, and says that address when it refuses."""

    def __init__(self, refused: str) -> None:
        super().__init__()
        self.refused = refused

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address == self.refused:
            return f"550 5.1.1 <{address}>: no such user"
        envelope.rcpt_tos.append(address)
        return "250 known"


class Stage:
    """A world with two random people in it to whom everything has happened."""

    def __init__(self, settings: Any) -> None:
        self.world = World()
        self.officer: User = self.world.users["officer"]
        self.manager: User = self.world.users["manager"]
        self.log = io.StringIO()
        self._needles: dict[bool, Needles] = {}
        with logged(self.log):
            self.whole = Whole(self.manager, seed=77, activity=self._closed())
            self.world.person = self.whole.person
            self.world.invitation = self.whole.invitation
            self.words = Words(78)
            self.brought = self._bring_in()
            self._print()
            self.mails = self._invite(settings)
            self._search()
            self._list_out()

    @property
    def people(self) -> list[Person]:
        return [self.whole.person, self.brought]

    @property
    def addresses(self) -> list[str]:
        return [self.whole.address, self.sheet_address]

    def needles(self, *, ids: bool) -> Needles:
        """What to look for; ``ids`` for readers who must not meet even a record's id."""
        if ids not in self._needles:
            self._needles[ids] = self._make_needles(ids)
        return self._needles[ids]

    def _make_needles(self, ids: bool) -> Needles:
        own = {f"sheet {use}": word for use, word in self.words.known.items()}
        words = {**self.whole.words.known, **own}
        if ids:
            words |= self.ids()
            words |= {f"{name} hex": pk.replace("-", "") for name, pk in self.ids().items()}
        return Needles(words, self.addresses)

    def ids(self) -> dict[str, str]:
        known = [*self.people, self.whole.twin]
        return {f"id {number}": str(person.pk) for number, person in enumerate(known)}

    # --- what happens to them -----------------------------------------------------

    def _closed(self) -> Any:
        """An activity of the partner's own whose results it will read."""
        activity = activity_of(self.world.organisation)
        question(activity, 90, QuestionKind.TEXT)
        question(activity, 91, QuestionKind.SINGLE, ("yes", "no"))
        self.closed = activity
        return activity

    def _bring_in(self) -> Person:
        name, front = self.words.word("name"), self.words.plain("email")
        self.sheet_address = f"{front}@example.com"
        text = f"Enw,E-bost,Iaith\n{name},{self.sheet_address},Cymraeg\n"
        run = importing.upload(
            content=text.encode(),
            name=f"{self.words.plain('file name')}.csv",
            actor=self.officer,
            reason="The old list",
        )
        columns = {int(place): column for place, column in run.mapping.items()}
        importing.choose_columns(run, mapping=columns, agreed=AGREED, actor=self.officer)
        importing.dry_run(run, actor=self.officer)
        importing.start(run, actor=self.officer)
        importing.run_waiting()
        return Person.objects.with_email(self.sheet_address).get()

    def _print(self) -> None:
        """Results with their PDFs, and what came of them, of the activity they answered."""
        contribution = self.whole.contribution
        contribution.status = "coded"
        contribution.save(update_fields=["status"])
        self.pack = delivered_pack(self.closed, author=self.officer)
        self.world.pack = self.pack
        self.world.finding = self.closed.findings.first()
        self.world.answer = self.pack.answers.first()

    def _invite(self, settings: Any) -> RefusingServer:
        """Both are invited; the letter to one of them is refused by its server."""
        batch = prepare_batch(activity=self.world.open, actor=self.officer)
        release_batch(batch, actor=self.manager)
        server = RefusingServer(self.whole.address)
        controller = Controller(server, hostname="127.0.0.1", port=free_port())
        controller.start()
        settings.SMTP_HOST, settings.SMTP_PORT = "127.0.0.1", controller.port
        settings.SMTP_TLS, settings.SMTP_USER = "none", ""
        try:
            while deliver_due():
                pass
        finally:
            controller.stop()
        return server

    def _search(self) -> None:
        client = Client()
        client.force_login(self.officer, backend=BACKEND)
        for words in (self.whole.words.known["name"], *self.addresses):
            client.post(reverse("database:person-list"), {"words": words})
        for person in self.people:
            path = reverse("database:contact-show", args=[person.pk])
            shown = client.post(path, {"reason": "Call them"})
            assert shown.status_code == 200
            client.get(reverse("admin:database_person_change", args=[person.pk]))

    def _list_out(self) -> None:
        for kind in ("xlsx", "csv"):
            asked = exporting.ask_for_list(
                reason="For the event",
                columns=list(exporting.COLUMNS),
                format=kind,
                actor=self.officer,
            )
            asked.refresh_from_db()
            self.exported = exporting.hand_over(asked, actor=self.officer)


class logged:  # noqa: N801  (used like a function)
    """Send all that is logged through the program's own filters into a stream."""

    def __init__(self, stream: io.StringIO) -> None:
        self.handler = logging.StreamHandler(stream)
        self.handler.addFilter(MaskTokens())

    def __enter__(self) -> None:
        root = logging.getLogger()
        self.level = root.level
        root.setLevel(logging.INFO)
        root.addHandler(self.handler)

    def __exit__(self, *_error: object) -> None:
        root = logging.getLogger()
        root.removeHandler(self.handler)
        root.setLevel(self.level)


@pytest.fixture
def stage(db, settings, tmp_path) -> Stage:
    settings.LEDGER_DIR = tmp_path / "ledger"
    return Stage(settings)


def crawl(stage: Stage, kind: str, only: str = "") -> Iterator[tuple[str, str, list[bytes]]]:
    """Ask for every address the program knows, as one kind of reader; yield what came.

    What does not exist for this reader looks alike in either language.
    """
    column = KINDS.index(kind)
    looking = signed_in(stage, kind)
    for name, address in sorted(addresses().items()):
        if not name.startswith(only):
            continue
        is_shut = TABLE[name].split()[column] in {"403", "404"}
        for language in ("en",) if is_shut else ("cy", "en"):
            with translation.override(language):
                wanted = set(address.wanted)
                path = reverse(name, kwargs=arguments(name, wanted, stage.world))
            page = f"{name} ({language})"
            yield page, path, parts_of(looking.get(path))
            if kind == "lead" and not is_shut and not name.startswith(("account_", "demo:")):
                # A session of its own: what is done by it may end it.
                yield f"{page} sent", path, parts_of(signed_in(stage, kind).post(path))


def signed_in(stage: Stage, kind: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(stage.world.users[kind], backend=BACKEND)
    return client


def parts_of(answer: Any) -> list[bytes]:
    heads = "\n".join(f"{key}: {value}" for key, value in answer.items())
    body = answer.getvalue() if answer.streaming else answer.content
    return [heads.encode(), body]


# --- Partners never meet them -------------------------------------------------------------


def met(stage: Stage, path: str, parts: list[bytes]) -> set[str]:
    """What is found on a page, besides the ids that its reader put into its address."""
    hits = stage.needles(ids=True).hits(*parts)
    asked = {name for name, pk in stage.ids().items() if pk in path}
    return {hit for hit in hits if hit.rpartition(" (")[0].removesuffix(" hex") not in asked}


@pytest.mark.parametrize("kind", ["contributor", "lead", "other"])
def test_no_partner_finds_them_on_any_page_in_any_head_or_file(stage, kind, caplog):
    caplog.set_level(logging.CRITICAL)
    found, pages, files = {}, 0, 0
    with logged(stage.log):
        for name, path, parts in crawl(stage, kind):
            pages += 1
            files += parts[1].startswith(b"%PDF")
            if hits := met(stage, path, parts):
                found[name] = hits
    assert found == {}
    # The walk went far enough to prove something, and met files where there are any.
    assert pages > 350
    assert files >= (2 if kind != "other" else 0)
    assert stage.needles(ids=False).hits(stage.log.getvalue()) == set()


def test_the_control_a_leak_in_a_partners_page_or_file_is_found(stage, caplog):
    caplog.set_level(logging.CRITICAL)
    name = stage.whole.words.known["name"]
    finding = stage.closed.findings.first()
    type(finding).objects.filter(pk=finding.pk).update(text_en=name, text_cy=name)
    pages = {
        page
        for page, path, parts in crawl(stage, "lead", "feedback:results")
        if met(stage, path, parts)
    }
    assert "feedback:results (cy)" in pages
    assert "feedback:results (en)" in pages
    made = pdf_from_html(f"<html lang='cy'><body><p>{name}</p></body></html>", title="Papur")
    assert name.encode() not in made
    assert stage.needles(ids=False).hits(made) >= {"name (plain)"}


@pytest.mark.parametrize(
    "way", ["plain", "html", "json", "url", "quoted-printable", "base64", "hex", "utf-16"]
)
def test_the_control_each_way_of_writing_is_found(way):
    words = Words(5)
    word = words.word("name")
    needles = Needles(words.known)
    for form in written(word)[way]:
        assert needles.hits(b"<x>" + form + b"</x>")
    assert needles.hits(base64.b64encode(f"ab{word}cd".encode()))
    assert not needles.hits("<x>nothing of the sort, ŵ ŷ</x>")


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256"])
def test_the_control_a_hash_without_a_key_is_found(name):
    address = f"{Words(6).plain('email')}@example.com"
    digest = hashlib.new(name, address.encode(), usedforsecurity=False)
    assert Needles({}, [address]).hits(digest.hexdigest(), address) >= {f"address 0 ({name})"}
    assert not Needles({}, [address]).hits(blind_index.email_index(address))


def test_no_mail_to_anybody_else_speaks_of_them(stage):
    needles = stage.needles(ids=True)
    own = set(stage.addresses)
    others = [mail for mail in stage.mails.messages if mail["To"] not in own]
    assert len(others) >= 1
    for mail in others:
        assert needles.hits(mail.as_bytes()) == set()
    # The letter to one of them went, with nothing in it but the address it went to.
    (theirs,) = stage.mails.to(stage.sheet_address)
    del theirs["To"]
    assert needles.hits(theirs.as_bytes()) == set()


def test_the_refused_letter_is_told_without_the_servers_words(stage):
    refused = Message.objects.get(
        recipient_id=str(stage.whole.person.pk), kind="engagement.invitation"
    )
    assert (refused.status, refused.reason_code) == ("failed", "refused-550")
    assert stage.needles(ids=False).hits(str(vars(refused)), stage.log.getvalue()) == set()


# --- Nothing lies about in plain ------------------------------------------------------------


# How they came to us is typed by staff, in plain, and emptied with the rest.
PLAIN = {"source"}


def plain_hits(stage: Stage, things: Any) -> set[str]:
    """What is found, without what is known to lie in plain while the record lives."""
    found = stage.needles(ids=False).hits(*things)
    return {hit for hit in found if hit.partition(" (")[0] not in PLAIN}


def test_a_thief_of_the_database_reads_none_of_their_words(stage):
    assert plain_hits(stage, everything.dump()) == set()
    assert plain_hits(stage, everything.files_in_rows()) == set()


def test_nothing_beside_the_database_holds_them(stage):
    assert plain_hits(stage, (value for _name, value in everything.beside())) == set()
    assert stage.needles(ids=False).hits(stage.log.getvalue()) == set()


def test_the_control_with_the_keys_in_hand_all_of_it_opens(stage):
    """Otherwise the searches after an erasure would find nothing whether or not it worked."""
    needles = stage.needles(ids=False)
    hits = needles.hits(*(value for _name, value in everything.opened()))
    uses = {hit.rpartition(" (")[0] for hit in hits}
    known = set(stage.whole.words.known) | {f"sheet {use}" for use in stage.words.known}
    # Kept as a hash, in plain, or gone with the sheet that was brought in.
    assert known - uses <= {"code word", "source", "sheet file name"}
    assert needles.hits(stage.exported)
    assert needles.hits(*everything.dump()) >= {"source (plain)"}
    assert any(stage.whole.words.known["note"] in line.value for line in gather(stage.people[0]))


def test_the_control_a_name_in_the_log_of_acts_or_in_an_edit_is_found(stage):
    name = stage.whole.words.known["name"]
    LogEntry.objects.log_actions(
        user_id=stage.officer.pk,
        queryset=[stage.whole.person],
        action_flag=CHANGE,
        change_message=[{"changed": {"name": name}}],
        single_object=True,
    )
    assert plain_hits(stage, everything.dump()) == {"name (json)"}


# --- Once they are erased ------------------------------------------------------------------


def erase_all(stage: Stage, commit: Any) -> None:
    with commit(execute=True):
        for person in stage.people:
            erase_person(person, because="asked", actor=stage.manager)


def test_nothing_is_left_anywhere(stage, django_capture_on_commit_callbacks):
    with logged(stage.log):
        erase_all(stage, django_capture_on_commit_callbacks)
    needles = stage.needles(ids=False)
    assert needles.hits(*everything.dump()) == set()
    assert needles.hits(*everything.files_in_rows()) == set()
    left = {name: found for name, value in everything.opened() if (found := needles.hits(value))}
    assert left == {}
    aside = {name: found for name, value in everything.beside() if (found := needles.hits(value))}
    assert aside == {}
    assert needles.hits(stage.log.getvalue()) == set()
    # Searching for them finds nobody, and there is somebody of that record left to find.
    client = Client()
    client.force_login(stage.officer, backend=BACKEND)
    for words in (stage.whole.words.known["name"], *stage.addresses):
        page = client.post(reverse("database:person-list"), {"words": words})
        assert "Nobody was found." in page.content.decode()
    for pk in stage.ids().values():
        assert Person.objects.get(pk=pk).status == PersonStatus.ERASED
        assert Entry.objects.filter(action="person.erased", target_id=pk).count() == 1


def test_their_addresses_are_never_brought_in_again(stage, django_capture_on_commit_callbacks):
    erase_all(stage, django_capture_on_commit_callbacks)
    text = f"Enw,E-bost\nA,{stage.whole.address}\nB,{stage.sheet_address.upper()}\n"
    run = importing.upload(
        content=text.encode(), name="again.csv", actor=stage.officer, reason="Again"
    )
    columns = {int(place): column for place, column in run.mapping.items()}
    importing.choose_columns(run, mapping=columns, agreed=AGREED, actor=stage.officer)
    report = importing.dry_run(run, actor=stage.officer)
    assert report.counts.get("new", 0) == 0
    assert report.counts["suppressed"] == 2


def test_every_office_page_of_the_empty_record_opens(stage, django_capture_on_commit_callbacks):
    """What is closed for good must not stand in the way of the people who work here."""
    erase_all(stage, django_capture_on_commit_callbacks)
    needles = stage.needles(ids=False)
    client = Client()
    client.force_login(stage.world.users["protection"], backend=BACKEND)
    for person in stage.people:
        for name in ("database:person-detail", "database:person-edit"):
            page = client.get(reverse(name, args=[person.pk]))
            assert page.status_code in {200, 302, 404}, (name, page.status_code)
            assert needles.hits(page.content) == set()
        consent = person.consents.first()
        for table, row in (("person", person), ("consent", consent)):
            path = reverse(f"admin:database_{table}_change", args=[row.pk])
            page = client.get(path)
            assert page.status_code == 200
            assert needles.hits(page.content) == set()
