"""Of what two records say about safe contact, the stricter rules."""

from datetime import date

import pytest

from database import services
from database.models import Safety
from database.services.stricter import stricter
from tests.database.merging import merge
from tests.factories.database import SafeContactFactory

pytestmark = pytest.mark.django_db

SAME = dict.fromkeys(("email", "phone", "sms", "post"), "both")


def contact(**says: object):
    return SafeContactFactory.build(person=None, **{"email": Safety.UNKNOWN, **says})


@pytest.mark.parametrize(
    ("mine", "theirs", "owner", "result"),
    [
        ("safe", "unsafe", "kept", "unsafe"),
        ("safe", "ask", "kept", "ask"),
        ("ask", "unsafe", "both", "unsafe"),
        ("unknown", "safe", "both", "safe"),
        # Somebody asked about another mailbox, which is not the one that stays.
        ("unknown", "safe", "kept", "unknown"),
        ("safe", "unknown", "gone", "unknown"),
        ("unsafe", "safe", "gone", "unsafe"),
    ],
)
def test_a_channel(mine, theirs, owner, result):
    says = stricter(contact(email=mine), contact(email=theirs), address_of=SAME | {"email": owner})
    assert says["email"] == result


def test_times_are_those_safe_by_both_or_somebody_must_ask():
    def slot(start: str, end: str) -> dict[str, object]:
        return {"day": 1, "from": start, "to": end}

    one = contact(email="safe", safe_times=[slot("10:00", "12:00")])
    says = stricter(one, contact(safe_times=[slot("11:00", "15:00")]), address_of=SAME)
    assert (says["safe_times"], says["email"]) == ([slot("11:00", "12:00")], "safe")
    says = stricter(one, contact(safe_times=[slot("13:00", "15:00")]), address_of=SAME)
    assert (says["safe_times"], says["email"]) == ([slot("10:00", "12:00")], "ask")
    says = stricter(one, contact(), address_of=SAME)
    assert says["safe_times"] == [slot("10:00", "12:00")]


def test_what_forbids_and_what_hides_survives_and_what_allows_needs_both():
    one = contact(may_leave_voicemail=True, may_say_who=True, review_on=date(2027, 5, 1))
    other = contact(
        shares_mailbox=True,
        risk_flag=True,
        risk_kind="stalking",
        address_protected=True,
        do_not_contact=True,
        review_on=date(2027, 1, 1),
        code_word_hash="hash",
    )
    for says in (
        stricter(one, other, address_of=SAME),
        stricter(other, one, address_of=SAME),
    ):
        assert not says["may_leave_voicemail"]
        assert not says["may_say_who"]
        assert says["shares_mailbox"]
        assert says["risk_flag"]
        assert says["risk_kind"] == "stalking"
        assert says["address_protected"]
        assert says["do_not_contact"]
        assert says["review_on"] == date(2027, 1, 1)
        assert says["code_word_hash"] == "hash"


def test_do_not_contact_without_an_end_outlasts_one_with_an_end():
    ends = contact(do_not_contact=True, do_not_contact_until=date(2027, 1, 31))
    forever = contact(do_not_contact=True)
    says = stricter(ends, forever, address_of=SAME)
    assert (says["do_not_contact"], says["do_not_contact_until"]) == (True, None)
    says = stricter(contact(), ends, address_of=SAME)
    assert says["do_not_contact_until"] == date(2027, 1, 31)


def test_the_stricter_becomes_a_new_version(kit, officer):
    kept, gone = kit
    SafeContactFactory(person=gone, email="unsafe", risk_flag=True, note="Side door")
    merge(kept, gone, officer)
    latest = services.latest_safe_contact(kept)
    assert (latest.version, latest.email, latest.risk_flag) == (2, "unsafe", True)
    assert latest.note == "Side door"
