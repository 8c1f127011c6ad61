import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from database.links import STOP_SCOPE
from engagement.emails import INVITATION_SCOPE, link_expiry
from engagement.models import Anonymity, Contribution, MixBox, ReplyChoice
from tests.factories.database import contactable_person
from tests.factories.engagement import (
    BatchFactory,
    HelplineFactory,
    InvitationFactory,
    open_survey,
)
from vef.audit.models import Entry
from vef.common import clock
from vef.common.links import issue_link, revoke_links
from vef.common.models import Link

pytestmark = pytest.mark.django_db

TELLING = re.compile(r"police|crime|victim|heddlu|trosedd|dioddefwr", re.IGNORECASE)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def invited(*, reply=ReplyChoice.NONE, safe=None, **activity):
    activity.setdefault("title_en", "How the police handle calls")
    invitation = InvitationFactory(
        batch=BatchFactory(activity=open_survey(**activity)),
        person=contactable_person(safe=safe),
        reply=reply,
    )
    token = issue_link(
        scope=INVITATION_SCOPE,
        target_id=invitation.pk,
        expires_at=link_expiry(invitation.activity),
    )
    return invitation, token


def page(name, token, **more):
    return reverse(f"engagement:{name}", args=[token, *more.values()])


def form_nonce(response) -> str:
    return re.search(r'name="nonce" value="([^"]+)"', response.content.decode())[1]


# --- The invitation ---


def test_the_page_says_what_taking_part_means_and_nothing_about_the_person(client):
    HelplineFactory()
    invitation, token = invited()
    person = invitation.person
    response = client.get(page("invitation", token))
    text = response.content.decode()
    assert response.status_code == 200
    for words in (
        invitation.activity.title_en,
        invitation.activity.what_it_involves_en,
        invitation.activity.what_happens_next_en,
    ):
        assert words in text
    for private in (person.name, person.email, person.reference, str(person.pk)):
        assert private not in text
    assert not TELLING.search(TITLE.search(text)[1])
    assert not TELLING.search(response.request["PATH_INFO"])
    assert "checked" not in re.sub(r"[\w-]*checked[\w-]+|[\w-]+checked", "", text)


def test_a_shared_mailbox_sees_no_topic_before_choosing(client):
    invitation, token = invited(safe={"shares_mailbox": True})
    text = client.get(page("invitation", token)).content.decode()
    assert invitation.activity.title_en not in text
    assert invitation.activity.what_it_involves_en not in text


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_never_acts(method):
    """A scanner opens every page of every link, many times, and follows what it finds."""
    invitation, token = invited(anonymity=Anonymity.CHOICE, reply=ReplyChoice.TAKING_PART)
    stop = issue_link(
        scope=STOP_SCOPE,
        target_id=invitation.person_id,
        expires_at=clock.now() + timedelta(days=1),
    )
    addresses = [
        page("invitation", token),
        page("invitation-how", token),
        page("survey", token),
        *[page("thanks", token, what=what) for what in ("yes", "no", "saved", "sent")],
        reverse("database:stop", args=[stop]),
        reverse("database:stopped"),
        reverse("engagement:shared-survey", args=[invitation.activity.shared_slug]),
        reverse("engagement:shared-thanks", args=[invitation.activity.shared_slug]),
    ]
    before = (Entry.objects.count(), Link.objects.count())
    for address in addresses * 2:
        response = getattr(Client(), method)(address, follow=True)
        assert response.status_code == 200, address
        assert "sessionid" not in response.cookies
        assert not any("session" in name for name in response.cookies)
    invitation.refresh_from_db()
    assert invitation.reply == ReplyChoice.TAKING_PART
    assert invitation.person.status == "active"
    assert (Entry.objects.count(), Link.objects.count()) == before
    assert not Contribution.objects.exists()
    assert not MixBox.objects.exists()


def test_a_machine_that_sends_the_form_without_a_choice_changes_nothing(client):
    invitation, token = invited()
    response = client.post(page("invitation", token))
    assert response.status_code == 200
    invitation.refresh_from_db()
    assert invitation.reply == ReplyChoice.NONE


@pytest.mark.parametrize(
    ("choice", "status"),
    [("taking-part", "active"), ("not-this-time", "active"), ("stop", "withdrawn")],
)
def test_a_choice_is_kept_and_what_follows_is_said(client, choice, status):
    invitation, token = invited()
    response = client.post(page("invitation", token), {"choice": choice}, follow=True)
    assert response.status_code == 200
    invitation.refresh_from_db()
    invitation.person.refresh_from_db()
    assert (invitation.reply, invitation.person.status) == (choice, status)
    assert not any("session" in name for name in client.cookies)


def test_the_page_looks_the_same_whatever_was_replied(client):
    texts = set()
    for reply in ReplyChoice.values:
        _invitation, token = invited(reply=reply)
        text = client.get(page("invitation", token)).content.decode()
        texts.add(re.sub(r"[\w-]{20,}", "", text))
    assert len(texts) == 1


# --- Links that open nothing ---


def _unknown(invitation, token):
    return "A" * 27


def _tampered(invitation, token):
    return token[:-1] + ("x" if token[-1] != "x" else "y")


def _expired(invitation, token):
    Link.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    return token


def _revoked(invitation, token):
    revoke_links(scope=INVITATION_SCOPE, target_id=invitation.pk)
    return token


def _closed(invitation, token):
    type(invitation.activity).objects.update(status="closed")
    return token


def _cancelled(invitation, token):
    type(invitation).objects.update(status="cancelled")
    return token


def _erased(invitation, token):
    type(invitation.person).objects.update(status="erased", key=None)
    return token


def _other_scope(invitation, token):
    return issue_link(
        scope=STOP_SCOPE,
        target_id=invitation.pk,
        expires_at=clock.now() + timedelta(days=1),
    )


ENDS = [
    _unknown,
    _tampered,
    _expired,
    _revoked,
    _closed,
    _cancelled,
    _erased,
    _other_scope,
]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("name", ["invitation", "survey", "invitation-how"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_links_that_open_nothing_are_all_alike(end, name, method):
    invitation, token = invited(reply=ReplyChoice.TAKING_PART)
    bad = end(invitation, token)
    client = Client()
    response = getattr(client, method)(page(name, bad))
    reference = getattr(Client(), method)(page(name, "B" * 27))
    assert response.status_code == reference.status_code == 410
    assert strip(response, bad) == strip(reference, "B" * 27)


def strip(response, token):
    return response.content.decode().replace(token, "")


# --- The questions ---


def test_answering_comes_after_agreeing(client):
    _invitation, token = invited()
    response = client.get(page("survey", token))
    assert response.status_code == 302
    assert response["Location"] == page("invitation", token)


def test_answers_are_sent_and_nothing_is_required(client):
    invitation, token = invited(reply=ReplyChoice.TAKING_PART)
    address = page("survey", token)
    nonce = form_nonce(client.get(address))
    response = client.post(address, {"nonce": nonce, "q1": "yes", "q4": "Kinder words."})
    assert response["Location"] == page("thanks", token, what="sent")
    contribution = Contribution.objects.get()
    assert contribution.is_finished
    assert contribution.language == "en"
    assert contribution.answers.count() == 2
    # The same body once more, as after a lost answer: still one, same thanks.
    again = client.post(address, {"nonce": nonce, "q1": "yes", "q4": "Kinder words."})
    assert again["Location"] == response["Location"]
    assert Contribution.objects.count() == 1
    # Another body with the same form: a friendly page, and nothing changes.
    other = client.post(address, {"nonce": nonce, "q1": "no"})
    assert other.status_code == 409
    assert contribution.answers.get(question__number=1).codes == ["yes"]
    assert invitation.activity.title_en not in TITLE.search(other.content.decode())[1]


def test_an_empty_form_is_not_an_answer(client):
    _invitation, token = invited(reply=ReplyChoice.TAKING_PART)
    response = client.post(page("survey", token), {"nonce": "n"})
    assert response.status_code == 200
    assert not Contribution.objects.exists()


def test_too_many_choices_are_an_error_beside_the_question(client):
    _invitation, token = invited(reply=ReplyChoice.TAKING_PART)
    response = client.post(page("survey", token), {"nonce": "n", "q2": ["yes", "no"]})
    assert "q2" in response.context["form"].errors
    assert not Contribution.objects.exists()


def test_saved_answers_are_never_shown_to_whoever_holds_the_link(client):
    _invitation, token = invited(reply=ReplyChoice.TAKING_PART)
    address = page("survey", token)
    client.post(address, {"nonce": "n1", "q1": "yes", "q4": "Only for you.", "save": "1"})
    assert not Contribution.objects.get().is_finished
    text = Client().get(address).content.decode()
    assert "Only for you." not in text
    assert 'value="yes" checked' not in text
    assert 'name="start_again"' in text
    client.post(address, {"nonce": "n2", "q3": "no"})
    contribution = Contribution.objects.get()
    assert contribution.is_finished
    assert contribution.answers.count() == 3


def test_changing_language_half_way_keeps_what_was_typed_and_saves_nothing(client):
    _invitation, token = invited(reply=ReplyChoice.TAKING_PART)
    address = page("survey", token).replace("/en/", "/cy/")
    typed = {"nonce": "n1", "q1": "no", "q2": ["yes"], "q4": "Half a thought", "_switch": "1"}
    response = client.post(address, typed)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Half a thought" in text
    assert "Ydych chi wedi ffonio" in text
    assert re.search(r'value="no"[^>]*checked', text)
    assert re.search(r'value="yes"[^>]*checked', text)
    assert form_nonce(response) == "n1"
    assert not response.context["form"].errors
    assert not Contribution.objects.exists()


def test_the_pages_work_with_csrf_checks_and_without_a_session():
    _invitation, token = invited()
    client = Client(enforce_csrf_checks=True)
    address = page("invitation", token)
    text = client.get(address).content.decode()
    assert client.post(address, {"choice": "taking-part"}).status_code == 403
    csrf = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)[1]
    response = client.post(address, {"choice": "taking-part", "csrfmiddlewaretoken": csrf})
    assert response.status_code == 302
    assert not any("session" in name for name in client.cookies)


def test_the_survey_page_asks_the_same_queries_for_few_and_many_questions(
    client, django_assert_max_num_queries
):
    _invitation, token = invited(reply=ReplyChoice.TAKING_PART)
    with django_assert_max_num_queries(7):
        client.get(page("survey", token))


def test_opening_an_invitation_takes_few_queries(client, django_assert_max_num_queries):
    _invitation, token = invited()
    client.get(page("invitation", token))
    with django_assert_max_num_queries(4):
        client.get(page("invitation", token))


# --- Without a name ---


def test_the_shared_page_knows_nothing_and_sets_no_cookie():
    invitation, _token = invited(anonymity=Anonymity.ANONYMOUS)
    address = reverse("engagement:shared-survey", args=[invitation.activity.shared_slug])
    client = Client(enforce_csrf_checks=True)
    response = client.get(address)
    assert not response.cookies
    assert 'name="save"' not in response.content.decode()
    nonce = form_nonce(response)
    for _ in range(2):
        response = client.post(address, {"nonce": nonce, "q1": "yes"})
        assert response.status_code == 302
        assert not response.cookies
    assert MixBox.objects.count() == 1
    assert not client.cookies


def test_the_way_to_the_shared_page_has_no_token_in_it(client):
    invitation, token = invited(anonymity=Anonymity.CHOICE)
    response = client.post(page("invitation", token), {"choice": "taking-part"}, follow=True)
    text = response.content.decode()
    shared = reverse("engagement:shared-survey", args=[invitation.activity.shared_slug])
    # The page before has a token in its address: the browser must not pass that on.
    assert f'href="{shared}" rel="noreferrer"' in text
    assert page("survey", token) in text
    assert token not in client.get(shared).content.decode()


def test_a_named_activity_has_no_shared_page_and_an_anonymous_one_no_named(client):
    assert client.get(reverse("engagement:shared-survey", args=["abc"])).status_code == 410
    _invitation, token = invited(anonymity=Anonymity.ANONYMOUS, reply=ReplyChoice.TAKING_PART)
    assert client.get(page("survey", token)).status_code == 302
