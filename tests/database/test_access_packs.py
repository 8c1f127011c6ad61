"""The copy of what is held: read over, made into a file, taken once, emptied in time."""

import io
import json
import zipfile
from datetime import timedelta

import page as validator
import pikepdf
import pytest

from database.access_file import write_file
from database.models import AccessPack, RightsRequest
from database.services import access_packs
from database.services import rights_errors as errors
from database.tasks import empty_packs
from tests.database.pages import url
from tests.factories.database import PersonFactory, contactable_person
from tests.factories.rights import (
    AccessPackFactory,
    ProcessingRecordFactory,
    RightsRequestFactory,
    WorkedRequestFactory,
)
from vef.audit.models import Entry
from vef.common import clock

pytestmark = pytest.mark.django_db


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def later(**time: int):
    return clock.held_at(clock.now() + timedelta(**time))


# --- Gathering -----------------------------------------------------------------------


def test_everything_held_is_gathered_in_both_languages(protector):
    person = contactable_person(name="Mair Ŵyn", reading="cy", phone="01632 960201")
    pack = access_packs.gather_pack(WorkedRequestFactory(person=person), actor=protector)
    lines = access_packs.lines_of(AccessPack.objects.get())
    assert len(lines) > 5
    for language in ("cy", "en"):
        values = [line[language]["value"] for line in lines]
        for held in ("Mair Ŵyn", "01632 960201", person.email):
            assert any(held in value for value in values), (language, held)
    assert any(line["cy"]["label"] != line["en"]["label"] for line in lines)
    assert "Mair" not in AccessPack.objects.values_list("lines", flat=True).get()
    assert Entry.objects.get(action="accesspack.gathered").data == {"lines": len(lines)}
    assert pack.gathered_by == protector


def test_gathering_again_begins_afresh_and_drops_the_file(protector):
    pack = AccessPackFactory()
    access_packs.make_file(pack, actor=protector)
    access_packs.gather_pack(pack.request, actor=protector)
    pack.refresh_from_db()
    assert (pack.content, pack.made_at, pack.expires_at) == (b"", None, None)
    assert AccessPack.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"identity_confirmed_at": None}, errors.IdentityNotConfirmed),
        ({"kind": "rectification"}, errors.WrongKind),
        ({"status": "received"}, errors.NotBeingWorkedOn),
        ({"status": "waiting"}, errors.NotBeingWorkedOn),
        ({"status": "done", "closed_at": clock.now()}, errors.AlreadyClosed),
    ],
)
def test_nothing_is_gathered_before_its_time(protector, fields, error):
    with pytest.raises(error):
        access_packs.gather_pack(WorkedRequestFactory(**fields), actor=protector)
    assert not AccessPack.objects.exists()


# --- Reading it over -------------------------------------------------------------------


def test_a_line_is_left_out_with_a_reason_and_put_back(protector):
    pack = AccessPackFactory()
    access_packs.make_file(pack, actor=protector)
    access_packs.hide_line(pack, 1, because="It is about her sister.", actor=protector)
    access_packs.hide_line(pack, 1, because="It is about her sister.", actor=protector)
    pack.refresh_from_db()
    assert access_packs.lines_of(pack)[1]["hidden_because"] == "It is about her sister."
    assert pack.made_at is None, "the file made before is dropped"
    access_packs.show_line(pack, 1, actor=protector)
    pack.refresh_from_db()
    assert access_packs.lines_of(pack)[1]["hidden_because"] == ""
    said = Entry.objects.filter(action__startswith="accesspack.line").order_by("id")
    assert [(entry.action, entry.reason, entry.data) for entry in said] == [
        ("accesspack.line-hidden", "It is about her sister.", {"line": 1}),
        ("accesspack.line-shown", "", {"line": 1}),
    ]


def test_what_is_left_out_is_in_neither_file_and_only_counted(tmp_path):
    lines = access_packs.lines_of(AccessPackFactory())
    lines[1]["hidden_because"] = "It is about her sister."
    files = unpacked(write_file(lines, reading="en"))
    assert set(files) == {"copy-en.pdf", "copy-en.json"}
    said = json.loads(files["copy-en.json"])
    assert said["sections"] == [{"title": "Contact", "lines": [{"label": "Name", "value": "Mair"}]}]
    words = words_of(files["copy-en.pdf"], tmp_path)
    assert "Mair" in words
    assert "1 line is left out" in words
    for secret in ("sister", "Her sister rang"):
        assert secret not in words
        assert secret.encode() not in b"".join(files.values())


def words_of(content: bytes, tmp_path) -> str:
    import subprocess

    file = tmp_path / "copy.pdf"
    file.write_bytes(content)
    done = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return " ".join(done.stdout.split())


# --- The file ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reading", "languages"),
    [("cy", ["cy"]), ("en", ["en"]), ("both", ["cy", "en"]), ("unknown", ["cy", "en"])],
)
def test_the_file_is_in_the_persons_language_or_both_welsh_first(tmp_path, reading, languages):
    ProcessingRecordFactory()
    lines = access_packs.lines_of(AccessPackFactory())
    content = write_file(lines, reading=reading)
    files = unpacked(content)
    assert list(files) == [f"copy-{one}.{kind}" for one in languages for kind in ("pdf", "json")]
    for language in languages:
        made = files[f"copy-{language}.pdf"]
        file = tmp_path / f"{language}.pdf"
        file.write_bytes(made)
        report = validator.validate_pdf(str(file), profile=validator.ValidationProfile.PDF_UA_1)
        assert report.is_compliant, [str(failure) for failure in report.failures]
        with pikepdf.open(io.BytesIO(made)) as pdf:
            assert str(pdf.Root.Lang) == language
            # PRIVACY: what a reader's file list shows says nothing.
            assert "Mair" not in str(pdf.docinfo["/Title"])
        purpose = "Gwahodd pobl." if language == "cy" else "To invite people."
        assert purpose in words_of(made, tmp_path)
        assert json.loads(files[f"copy-{language}.json"])["language"] == language
    assert write_file(lines, reading=reading) == content


def test_the_file_is_sealed_and_taken_once(protector):
    pack = AccessPackFactory()
    with pytest.raises(errors.NoFile):
        access_packs.take_file(pack, way="post", actor=protector)
    access_packs.make_file(pack, actor=protector)
    stored = AccessPack.objects.values_list("content", flat=True).get()
    assert "copy" not in stored
    content = access_packs.take_file(pack, way="post", actor=protector)
    assert set(unpacked(content)) == {"copy-en.pdf", "copy-en.json"}
    with pytest.raises(errors.AlreadyHandedOver):
        access_packs.take_file(pack, way="post", actor=protector)
    pack.refresh_from_db()
    assert (pack.way, pack.content) == ("post", b"")
    assert Entry.objects.get(action="accesspack.handed-over").data == {"way": "post"}
    for act in (
        lambda: access_packs.make_file(pack, actor=protector),
        lambda: access_packs.hide_line(pack, 0, because="x", actor=protector),
        lambda: access_packs.gather_pack(pack.request, actor=protector),
    ):
        with pytest.raises(errors.AlreadyHandedOver):
            act()
    access_packs.make_file(pack, actor=protector, reason="The printer jammed.")
    assert access_packs.take_file(pack, way="in-person", actor=protector)
    assert Entry.objects.filter(reason="The printer jammed.").count() == 1


def test_a_file_waits_seven_days_and_no_longer(protector):
    pack = AccessPackFactory()
    access_packs.make_file(pack, actor=protector)
    with later(days=7, minutes=1), pytest.raises(errors.NoFile):
        access_packs.take_file(pack, way="post", actor=protector)


def test_nothing_is_made_of_a_closed_request(protector):
    pack = AccessPackFactory()
    RightsRequest.objects.filter(pk=pack.request.pk).update(status="refused", closed_at=clock.now())
    with pytest.raises(errors.AlreadyClosed):
        access_packs.make_file(pack, actor=protector)


# --- Emptying ----------------------------------------------------------------------------------


def test_files_are_emptied_in_time_and_lines_when_all_is_answered(protector):
    pack = AccessPackFactory()
    access_packs.make_file(pack, actor=protector)
    with later(days=6):
        empty_packs()
    pack = AccessPack.objects.get()
    assert pack.content
    with later(days=7):
        empty_packs()
        empty_packs()
    pack = AccessPack.objects.get()
    assert (pack.content, pack.expires_at) == (b"", None)
    assert pack.lines, "the request is open: a file can be made again"
    RightsRequest.objects.update(status="refused", closed_at=clock.now())
    with later(days=6, hours=23):
        empty_packs()
    assert AccessPack.objects.get().lines
    with later(days=7, hours=1):
        assert access_packs.empty_old_packs() == 1
        assert access_packs.empty_old_packs() == 0
    pack = AccessPack.objects.get()
    assert pack.lines == ""
    assert pack.emptied_at
    with pytest.raises(errors.AlreadyClosed):
        access_packs.hide_line(pack, 0, because="x", actor=protector)


def test_the_task_is_on_the_schedule():
    from vef.celery import schedule

    assert schedule()["database.empty_old_packs"]["task"] == empty_packs.name


# --- On the pages ---------------------------------------------------------------------


@pytest.fixture
def desk(protector, client_of):
    return client_of(protector)


def test_from_gathering_to_closing_on_the_pages(desk):
    request = WorkedRequestFactory(person=contactable_person(name="Mair Penfynnon"))
    page = desk.get(url("rights-detail", request.pk)).content.decode()
    assert "Gather what is held" in page
    assert desk.get(url("rights-pack", request.pk)).status_code == 404
    desk.post(url("rights-pack-gather", request.pk))
    review = desk.get(url("rights-pack", request.pk)).content.decode()
    assert "Mair Penfynnon" in review
    assert Entry.objects.filter(action="person.viewed", data={"what": "access-pack"}).exists()
    refused = desk.post(url("rights-pack-hide", request.pk, 0), {"reason": " "})
    assert 'href="#id_reason"' in refused.content.decode()
    desk.post(url("rights-pack-hide", request.pk, 0), {"reason": "About somebody else."})
    assert "About somebody else." in desk.get(url("rights-pack", request.pk)).content.decode()
    desk.post(url("rights-pack-show", request.pk, 0))
    assert desk.get(url("rights-pack-take", request.pk)).status_code == 200
    too_soon = desk.post(url("rights-pack-take", request.pk), {"way": "post"})
    assert "There is no file." in too_soon.content.decode()
    desk.post(url("rights-pack-make", request.pk))
    unsaid = desk.post(url("rights-pack-take", request.pk), {})
    assert 'href="#id_way_0"' in unsaid.content.decode()
    answer = desk.post(url("rights-pack-take", request.pk), {"way": "in-person"})
    assert answer["Content-Disposition"] == 'attachment; filename="copy.zip"'
    assert "no-store" in answer["Cache-Control"]
    assert set(unpacked(answer.content)) == {"copy-en.pdf", "copy-en.json"}
    again = desk.post(url("rights-pack-take", request.pk), {"way": "post"})
    assert "The file has been taken once." in again.content.decode()
    desk.post(url("rights-pack-again", request.pk), {"reason": "It was lost in the post."})
    desk.post(url("rights-pack-take", request.pk), {"way": "post"})
    desk.post(url("rights-step", request.pk, "complete"), {"reason": "Handed over by post."})
    request.refresh_from_db()
    assert request.status == "done"


def test_looking_makes_and_takes_nothing(desk):
    pack = AccessPackFactory()
    for name in ("rights-pack", "rights-pack-take", "rights-pack-again"):
        assert desk.get(url(name, pack.request.pk)).status_code == 200
    for name in ("rights-pack-make", "rights-pack-gather"):
        assert desk.get(url(name, pack.request.pk)).status_code == 405
    pack.refresh_from_db()
    assert (pack.made_at, pack.handed_over_at) == (None, None)


def test_there_is_no_such_line_and_no_such_copy(desk):
    pack = AccessPackFactory()
    for name in ("rights-pack-hide", "rights-pack-show"):
        assert desk.post(url(name, pack.request.pk, 2), {"reason": "x"}).status_code == 404
    other = RightsRequestFactory(kind="complaint", person=PersonFactory())
    assert desk.get(url("rights-pack", other.pk)).status_code == 404


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_copy_is_read_over_in_the_colleagues_language(desk, language):
    pack = AccessPackFactory()
    text = desk.get(url("rights-pack", pack.request.pk, language=language)).content.decode()
    assert ("Ffoniodd ei chwaer" if language == "cy" else "Her sister rang") in text
