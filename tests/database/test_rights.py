"""What people ask about their data: it comes in, we make sure who asks, and it takes its steps."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from database import services
from database.models import RightsRequest, RightsStatus
from database.services import rights
from database.services import rights_errors as errors
from tests.database.requesting import Kind, at, receive
from tests.factories.database import PersonFactory, SafeContactFactory
from tests.factories.rights import RightsRequestFactory
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import PUBLIC, SYSTEM, PersonByLink
from vef.common.steps import TransitionError, move

pytestmark = pytest.mark.django_db


# --- Coming in ---------------------------------------------------------------------


def test_requests_are_numbered_within_their_year(protector):
    first, second = receive(protector), receive(SYSTEM)
    assert (first.reference, second.reference) == ("DP-26-01", "DP-26-02")
    with at(2027, 1, 4):
        assert receive(protector).reference == "DP-27-01"
    for number in range(3, 101):
        RightsRequestFactory(reference=f"DP-26-{number:02d}")
    assert receive(protector).reference == "DP-26-101"


def test_who_wrote_it_down_is_kept_and_the_log_holds_no_words(officer):
    request = receive(officer, words="Everything about Mair Penfynnon, please.")
    assert request.recorded_by == officer
    entry = Entry.objects.get(action="rightsrequest.received")
    assert entry.data == {"kind": "access"}
    assert "Mair" not in f"{entry.data}{entry.reason}"


def test_what_they_asked_is_sealed_in_the_column(protector):
    receive(protector, words="Mair Penfynnon")
    stored = RightsRequest.objects.values_list("words", flat=True).get()
    assert "Mair" not in stored
    assert RightsRequest.objects.get().words == "Mair Penfynnon"


def test_only_a_complaint_may_be_of_nobody(protector):
    with pytest.raises(errors.NobodyToAsk):
        rights.receive_request(
            kind=Kind.ACCESS, person=None, method="phone", language="en", actor=protector
        )
    assert receive(protector, Kind.COMPLAINT).person is None


def test_nothing_comes_in_before_its_day(protector):
    with pytest.raises(errors.ReceivedInTheFuture):
        receive(protector, received_at=clock.now() + timedelta(minutes=1))


def test_what_comes_from_a_page_gets_a_number_nobody_counted(django_assert_num_queries):
    person = PersonFactory()
    request = receive(PersonByLink(str(person.pk)), person=person)
    assert len(request.reference) == 12
    assert request.reference[6].isalpha()
    assert request.recorded_by is None
    # The numbers of the office go on as if it were not there.
    assert receive(SYSTEM).reference == "DP-26-01"
    assert receive(PUBLIC, Kind.COMPLAINT, method="web").reference != request.reference


def test_a_page_that_made_sure_who_asks_says_so():
    person = PersonFactory()
    request = receive(PersonByLink(str(person.pk)), person=person, identity_method="one-time-code")
    assert request.is_identity_settled
    assert request.identity_method == "one-time-code"


# --- Making sure who asks ----------------------------------------------------------


@pytest.mark.parametrize("kind", Kind.values)
def test_who_asks_must_be_known_where_harm_could_come_of_it(protector, kind):
    request = receive(protector, kind)
    needed = kind in {"access", "rectification", "erasure"}
    assert request.is_identity_settled is not needed


def test_the_code_word_confirms_however_it_is_typed(protector):
    person = PersonFactory()
    services.set_code_word(person, word="Glas y dorlan", actor=protector)
    request = receive(protector, person=person)
    assert rights.confirm_identity(
        request, method="code-word", word="  GLAS Y  DORLAN", actor=protector
    )
    request.refresh_from_db()
    assert request.identity_method == "code-word"
    # Again changes nothing, by whatever way.
    assert not rights.confirm_identity(request, method="in-person", actor=protector)
    request.refresh_from_db()
    assert request.identity_method == "code-word"
    assert Entry.objects.filter(action="rightsrequest.identity-confirmed").count() == 1


def test_a_wrong_word_is_noted_and_after_five_the_way_is_closed(protector):
    person = PersonFactory(phone="01632 960201")
    services.set_code_word(person, word="heron", actor=protector)
    request = receive(protector, person=person)
    for _ in range(5):
        with pytest.raises(errors.WrongCodeWord):
            rights.confirm_identity(request, method="code-word", word="hero", actor=protector)
    with pytest.raises(errors.TooManyTries):
        rights.confirm_identity(request, method="code-word", word="heron", actor=protector)
    entry = Entry.objects.filter(action="rightsrequest.identity-failed").first()
    assert "hero" not in f"{entry.data}{entry.reason}"
    # Another request of the same person does not open it; another way, or a day, does.
    other = receive(protector, person=person)
    with pytest.raises(errors.TooManyTries):
        rights.confirm_identity(other, method="code-word", word="heron", actor=protector)
    assert rights.confirm_identity(other, method="call-back", actor=protector)
    with clock.held_at(clock.now() + timedelta(days=1, minutes=1)):
        assert rights.confirm_identity(request, method="code-word", word="heron", actor=protector)


def test_without_a_code_word_no_word_is_right(protector):
    request = receive(protector)
    with pytest.raises(errors.WrongCodeWord):
        rights.confirm_identity(request, method="code-word", word="", actor=protector)


@pytest.mark.parametrize(
    ("phone", "safety", "rings"),
    [
        ("01632 960201", None, True),
        ("01632 960201", "safe", True),
        ("01632 960201", "unknown", True),
        ("01632 960201", "unsafe", False),
        ("", "safe", False),
    ],
)
def test_we_ring_back_only_a_number_that_is_not_unsafe(protector, phone, safety, rings):
    person = PersonFactory(phone=phone)
    if safety:
        SafeContactFactory(person=person, phone=safety)
    request = receive(protector, person=person)
    if rings:
        assert rights.confirm_identity(request, method="call-back", actor=protector)
    else:
        with pytest.raises(errors.NoSafeNumber):
            rights.confirm_identity(request, method="call-back", actor=protector)


@pytest.mark.parametrize("method", ["code-word", "in-person"])
def test_there_is_nobody_to_confirm_on_a_complaint_of_nobody(protector, method):
    request = receive(protector, Kind.COMPLAINT)
    with pytest.raises(errors.NobodyToAsk):
        rights.confirm_identity(request, method=method, actor=protector)


# --- The table of steps ------------------------------------------------------------


OPEN = {RightsStatus.RECEIVED, RightsStatus.WORKING, RightsStatus.WAITING}
STEPS = {
    RightsStatus.RECEIVED: {"working", "waiting", "refused", "withdrawn"},
    RightsStatus.WORKING: {"waiting", "done", "refused", "withdrawn"},
    RightsStatus.WAITING: {"working", "refused", "withdrawn"},
    RightsStatus.DONE: set(),
    RightsStatus.REFUSED: set(),
    RightsStatus.WITHDRAWN: set(),
}


@pytest.mark.parametrize("to", RightsStatus.values)
@pytest.mark.parametrize("frm", RightsStatus.values)
def test_every_step_of_the_table_and_no_other(protector, frm, to):
    closed = None if frm in OPEN else clock.now()
    request = RightsRequestFactory(status=frm, closed_at=closed)
    fields = {"closed_at": clock.now()} if to not in OPEN else {}
    if frm == to:
        assert not move(request, to, actor=protector, **fields)
    elif to in STEPS[frm]:
        assert move(request, to, actor=protector, **fields)
        assert RightsRequest.objects.get().status == to
    else:
        with pytest.raises(TransitionError):
            move(request, to, actor=protector, **fields)
        assert RightsRequest.objects.get().status == frm


def test_the_database_wants_a_time_for_what_is_closed():
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsRequestFactory(status="done")
