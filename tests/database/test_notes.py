"""Notes: for few readers; whoever is not among them learns nothing, not even that there is one."""

import pytest

from database.models import Note
from database.record_panels import notes_of
from database.services import notes
from tests.database.pages import url
from tests.factories.database import NoteFactory, PersonFactory
from vef.audit.models import Entry

pytestmark = pytest.mark.django_db

WORDS = {
    "office": "Rings on Tuesdays",
    "managers": "Asked for a woman",
    "protection": "A solicitor wrote",
}


@pytest.fixture
def person(officer):
    row = PersonFactory()
    for readers, text in WORDS.items():
        NoteFactory(person=row, readers=readers, text=text, written_by=officer)
    return row


def read_by(user: object) -> set[str]:
    return {note.text for note in Note.objects.visible_to(user)}


def test_readers_are_enforced_where_rows_are_fetched(
    person, officer, manager, protector, administrator, board_member
):
    assert read_by(officer) == {WORDS["office"]}
    assert read_by(manager) == {WORDS["office"], WORDS["managers"]}
    assert read_by(protector) == set(WORDS.values())
    assert read_by(administrator) == set()
    assert read_by(board_member) == set()
    officer.is_active = False
    assert read_by(officer) == set()


def test_a_note_is_sealed_and_the_log_says_nothing_of_it(officer):
    row = PersonFactory()
    note = notes.add_note(row, text="  Rings on Tuesdays ", readers="managers", actor=officer)
    assert Note.objects.get().text == "Rings on Tuesdays"
    stored = Note.objects.values_list("text", flat=True).get()
    assert "Tuesdays" not in stored
    entry = Entry.objects.get(action="note.added")
    assert entry.target_id == str(note.pk)
    assert entry.data == {"person": str(row.pk), "readers": "managers"}
    with pytest.raises(notes.NoteEmpty):
        notes.add_note(row, text=" ", actor=officer)


def test_a_note_is_removed_for_a_reason_only(person, officer):
    note = Note.objects.first()
    with pytest.raises(notes.ReasonMissing):
        notes.remove_note(note, actor=officer, reason=" ")
    pk = note.pk
    notes.remove_note(note, actor=officer, reason="Wrong person")
    assert not Note.objects.filter(pk=pk).exists()
    assert Entry.objects.get(action="note.removed").reason == "Wrong person"


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_persons_page_shows_each_reader_their_own(
    person, officer, manager, protector, client_of, language
):
    for user in (officer, manager, protector):
        page = client_of(user).get(url("person-detail", person.pk, language=language))
        text = page.content.decode()
        shown = {words for words in WORDS.values() if words in text}
        assert shown == read_by(user)


def test_what_one_may_not_read_leaves_no_trace_on_the_page(officer, client_of):
    without, has_one = PersonFactory(), PersonFactory()
    NoteFactory(person=has_one, readers="protection")

    def notes_on(person) -> str:
        text = client_of(officer).get(url("person-detail", person.pk)).content.decode()
        return text.partition('id="notes"')[2].partition("</section>")[0]

    assert notes_on(has_one).replace(str(has_one.pk), "") == notes_on(without).replace(
        str(without.pk), ""
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_panel_costs_one_query(officer, count, django_assert_num_queries):
    person = PersonFactory()
    for _ in range(count):
        NoteFactory(person=person, written_by=officer)
    person = type(person).objects.with_keys().get(pk=person.pk)
    with django_assert_num_queries(1):
        found = notes_of(person, officer)
        assert [(note.text, str(note.written_by)) for note in found.notes]


def test_adding_on_the_page(person, officer, client_of):
    client, path = client_of(officer), url("note-add", person.pk)
    refused = client.post(path, {"text": "", "readers": "office"})
    assert 'id="id_text-error"' in refused.content.decode()
    kept = client.post(path, {"text": "Likes tea"})
    assert "Likes tea" in kept.content.decode()
    done = client.post(path, {"text": "Likes tea", "readers": "protection"})
    assert done["Location"] == url("person-detail", person.pk)
    assert Note.objects.filter(person=person, readers="protection").count() == 2


def test_only_a_reader_removes_a_note(person, officer, client_of):
    own = Note.objects.get(readers="office")
    hidden = Note.objects.get(readers="protection")
    client = client_of(officer)
    assert client.get(url("note-remove", person.pk, hidden.pk)).status_code == 404
    answer = client.post(url("note-remove", person.pk, hidden.pk), {"reason": "Curious"})
    assert answer.status_code == 404
    # Nor under another person's address.
    other = PersonFactory()
    assert client.get(url("note-remove", other.pk, own.pk)).status_code == 404
    assert WORDS["office"] in client.get(url("note-remove", person.pk, own.pk)).content.decode()
    client.post(url("note-remove", person.pk, own.pk), {"reason": "Wrong person"})
    assert set(Note.objects.values_list("readers", flat=True)) == {"managers", "protection"}


def test_nothing_is_noted_about_somebody_erased(officer, client_of):
    gone = PersonFactory(status="erased")
    assert client_of(officer).get(url("note-add", gone.pk)).status_code == 404
