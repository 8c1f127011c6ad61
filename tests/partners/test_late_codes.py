"""Late codes: one organisation, one closed window, one request, once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners import services
from partners.models import LateCode, Organisation, RequestWindow, TopicRequest
from partners.services.late_codes import LETTERS, normal
from tests.factories.accounts import partner_user
from tests.factories.partners import (
    ClosedWindowFactory,
    LateCodeFactory,
    OpenWindowFactory,
    OrganisationFactory,
    TopicRequestFactory,
)
from vef.accounts.models import Role, User
from vef.audit.models import Entry
from vef.common import clock

REASON = "Their board met the day after the window closed."


@pytest.fixture
def closed(db: None) -> RequestWindow:
    return ClosedWindowFactory()


@pytest.fixture
def draft(closed: RequestWindow, police: Organisation, lead: User) -> TopicRequest:
    return TopicRequestFactory(window=closed, organisation=police, author=lead)


def give(closed: RequestWindow, organisation: Organisation, officer: User, days: int = 7) -> str:
    return services.give_late_code(
        organisation=organisation,
        window=closed,
        expires_on=clock.today() + timedelta(days=days),
        reason=REASON,
        actor=officer,
    )


def test_a_code_lets_one_request_in_late_and_says_why(
    closed: RequestWindow, draft: TopicRequest, police: Organisation, lead: User, officer: User
) -> None:
    code = give(closed, police, officer)
    with pytest.raises(services.WindowClosed):
        services.submit_request(draft, actor=lead)
    # However it is typed.
    assert services.submit_request(draft, actor=lead, late_code=f" {code.lower()} ") is True
    draft.refresh_from_db()
    assert draft.status == "submitted"
    assert draft.late_code.reason == REASON
    assert draft.late_code.state == LateCode.State.USED
    assert draft.late_code.used_by == lead
    entries = Entry.objects.filter(action__in=["latecode.given", "topicrequest.submitted"])
    assert [entry.reason for entry in entries] == [REASON, REASON]
    # Sent twice, it is there already; another request needs a code of its own.
    assert services.submit_request(draft, actor=lead, late_code=code) is False
    another = TopicRequestFactory(window=closed, organisation=police, author=lead)
    with pytest.raises(services.LateCodeUnusable):
        services.submit_request(another, actor=lead, late_code=code)


def test_only_a_keyed_hash_is_kept(
    closed: RequestWindow, police: Organisation, officer: User
) -> None:
    code = give(closed, police, officer)
    row = LateCode.objects.get()
    assert len(normal(code)) == 12
    assert set(normal(code)) <= set(LETTERS)
    assert len(row.code_hash) == 64
    kept = str(LateCode.objects.values()) + str(Entry.objects.values())
    assert code not in kept
    assert normal(code) not in kept


def test_a_code_that_does_not_fit_is_always_the_same(
    closed: RequestWindow, draft: TopicRequest, police: Organisation, lead: User, officer: User
) -> None:
    theirs = give(closed, OrganisationFactory(), officer)
    elsewhere = give(ClosedWindowFactory(), police, officer)
    first = give(closed, police, officer)
    expired = give(closed, police, officer)  # ``first`` ends by it
    LateCode.objects.filter(window=closed, organisation=police, taken_back_at=None).update(
        expires_at=clock.now()
    )
    for code in ("ABCD-EFGH-3467", theirs, elsewhere, first, expired, "-"):
        with pytest.raises(services.LateCodeUnusable) as error:
            services.submit_request(draft, actor=lead, late_code=code)
        assert str(error.value) == ""
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert not LateCode.objects.exclude(used_at=None).exists()


def test_a_code_works_to_the_last_moment_of_its_day_in_london(
    closed: RequestWindow, draft: TopicRequest, police: Organisation, lead: User, officer: User
) -> None:
    code = give(closed, police, officer, days=0)
    end = clock.end_of_day(clock.today())
    with clock.held_at(end), pytest.raises(services.LateCodeUnusable):
        services.submit_request(draft, actor=lead, late_code=code)
    with clock.held_at(end - timedelta(seconds=1)):
        assert services.submit_request(draft, actor=lead, late_code=code)


def test_a_code_is_not_spent_on_what_cannot_be_submitted(
    closed: RequestWindow, draft: TopicRequest, police: Organisation, lead: User, officer: User
) -> None:
    code = give(closed, police, officer)
    TopicRequest.objects.update(problem="")
    with pytest.raises(services.RequestIncomplete):
        services.submit_request(draft, actor=lead, late_code=code)
    TopicRequest.objects.update(problem="Callers repeat their story.")
    assert services.submit_request(draft, actor=lead, late_code=code)


def test_in_an_open_window_no_code_is_used(
    closed: RequestWindow, police: Organisation, lead: User, officer: User
) -> None:
    code = give(closed, police, officer)
    topic = TopicRequestFactory(window=OpenWindowFactory(), organisation=police, author=lead)
    assert services.submit_request(topic, actor=lead, late_code=code)
    assert LateCode.objects.get().state == LateCode.State.USABLE


def test_what_may_not_be_given(closed: RequestWindow, police: Organisation, officer: User) -> None:
    def refused(error: type[Exception], **changed: Any) -> None:
        given = {
            "organisation": police,
            "window": closed,
            "expires_on": clock.today(),
            "reason": REASON,
            "actor": officer,
        }
        with pytest.raises(error):
            services.give_late_code(**{**given, **changed})

    refused(services.LateReasonMissing, reason=" ")
    refused(services.WindowNotClosed, window=OpenWindowFactory())
    refused(services.BadExpiry, expires_on=clock.today() - timedelta(days=1))
    refused(services.BadExpiry, expires_on=clock.today() + timedelta(days=29))
    refused(services.NotAPartner, organisation=OrganisationFactory(is_active=False))
    refused(services.NotAPartner, organisation=OrganisationFactory(kind="host"))
    assert not LateCode.objects.exists()


def test_taking_a_code_back(
    closed: RequestWindow, draft: TopicRequest, police: Organisation, lead: User, officer: User
) -> None:
    code = give(closed, police, officer)
    row = LateCode.objects.get()
    with pytest.raises(services.LateReasonMissing):
        services.take_back_late_code(row, actor=officer, reason="")
    assert services.take_back_late_code(row, actor=officer, reason="Given by mistake.") is True
    assert services.take_back_late_code(row, actor=officer, reason="Given by mistake.") is False
    assert Entry.objects.filter(action="latecode.taken-back").count() == 1
    with pytest.raises(services.LateCodeUnusable):
        services.submit_request(draft, actor=lead, late_code=code)
    services.submit_request(draft, actor=lead, late_code=give(closed, police, officer))
    with pytest.raises(services.LateCodeUsed):
        services.take_back_late_code(draft.late_code, actor=officer, reason="Too late.")


def test_the_database_holds_to_it(closed: RequestWindow, police: Organisation) -> None:
    row = LateCodeFactory(window=closed, organisation=police)
    for attempt in (
        lambda: LateCodeFactory(window=closed, organisation=police),
        lambda: LateCode.objects.filter(pk=row.pk).update(used_at=clock.now()),
        lambda: LateCode.objects.filter(pk=row.pk).update(reason=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


# --- Pages -------------------------------------------------------------------------------


def test_the_office_gives_a_code_and_sees_it_once(
    client_of: Any, officer: User, closed: RequestWindow, police: Organisation
) -> None:
    client = client_of(officer)
    page = reverse("partners:late-code-give", args=[closed.pk])
    empty = client.post(page, {})
    assert empty.status_code == 200
    assert empty.content.count(b"govuk-error-message") == 3
    day = clock.today() + timedelta(days=3)
    given = client.post(
        page,
        {
            "organisation": str(police.pk),
            "expires_on_day": day.day,
            "expires_on_month": day.month,
            "expires_on_year": day.year,
            "reason": REASON,
        },
    )
    row = LateCode.objects.get()
    assert row.expires_at == clock.end_of_day(day)
    code = given.context["code"]
    assert code in given.content.decode()
    listed = client.get(reverse("partners:late-code-list", args=[closed.pk])).content.decode()
    assert REASON in listed
    assert code not in listed
    assert row.code_hash not in listed
    back = reverse("partners:late-code-take-back", args=[row.pk])
    assert client.post(back, {}).status_code == 200
    assert client.post(back, {"reason": "A mistake."}).status_code == 302
    assert LateCode.objects.get().state == LateCode.State.TAKEN_BACK
    assert reverse("partners:late-code-list", args=[closed.pk]) in (
        client.get(reverse("partners:window-list")).content.decode()
    )


def test_an_open_window_has_no_late_codes(client_of: Any, officer: User) -> None:
    page = reverse("partners:late-code-give", args=[OpenWindowFactory().pk])
    assert client_of(officer).get(page).status_code == 404


def test_the_partner_enters_it_and_the_draft_is_kept_whatever_comes(
    client_of: Any,
    officer: User,
    lead: User,
    closed: RequestWindow,
    draft: TopicRequest,
    police: Organisation,
) -> None:
    client = client_of(lead)
    page = reverse("partners:request-late", args=[draft.pk])
    assert page in client.get(reverse("partners:request-check", args=[draft.pk])).content.decode()
    code = give(closed, police, officer)
    wrong = client.post(page, {"late_code": "ABCD-EFGH-3467"})
    assert wrong.status_code == 200
    assert "Your draft is kept." in wrong.content.decode()
    assert "ABCD-EFGH-3467" in wrong.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert client.post(page, {"late_code": code}).status_code == 302
    shown = client.get(reverse("partners:request-detail", args=[draft.pk])).content.decode()
    assert REASON in shown
    office = client_of(officer).get(reverse("partners:request-review", args=[draft.pk]))
    assert "Submitted late" in office.content.decode()


def test_codes_cannot_be_guessed_through_the_page(
    client_of: Any, lead: User, draft: TopicRequest
) -> None:
    client = client_of(lead)
    page = reverse("partners:request-late", args=[draft.pk])
    answers = [client.post(page, {"late_code": f"GUESS{n}"}).status_code for n in range(12)]
    assert answers == [200] * 10 + [429] * 2
    # A colleague's tries are the same organisation's; another organisation is not held up.
    other = TopicRequestFactory(window=draft.window)
    their_page = reverse("partners:request-late", args=[other.pk])
    assert client_of(other.author).post(their_page, {"late_code": "X"}).status_code == 200


def test_a_colleague_who_may_not_submit_may_not_submit_late(
    client_of: Any, officer: User, closed: RequestWindow, draft: TopicRequest, police: Organisation
) -> None:
    Organisation.objects.update(contributors_may_submit=False)
    helper = partner_user(police, role=Role.PARTNER)
    code = give(closed, police, officer)
    page = reverse("partners:request-late", args=[draft.pk])
    assert client_of(helper).post(page, {"late_code": code}).status_code == 302
    assert LateCode.objects.get().state == LateCode.State.USABLE


def test_who_has_no_draft_can_begin_one_while_the_code_works(
    client_of: Any, officer: User, lead: User, closed: RequestWindow, police: Organisation
) -> None:
    client = client_of(lead)
    start = reverse("partners:request-start-late")
    client.post(start)
    assert not TopicRequest.objects.exists()
    give(closed, police, officer)
    assert start in client.get(reverse("partners:request-start")).content.decode()
    client.post(start)
    assert TopicRequest.objects.get().window == closed
    LateCode.objects.update(expires_at=clock.now())
    client.post(start)
    assert TopicRequest.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_little_for_many(
    client_of: Any, officer: User, closed: RequestWindow, number: int
) -> None:
    for _row in range(number):
        LateCodeFactory(window=closed)
    client = client_of(officer)
    page = reverse("partners:late-code-list", args=[closed.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    assert len(queries) == QUERIES


QUERIES = 6


@pytest.mark.parametrize(
    ("language", "kept", "sent"),
    [
        ("cy", "Mae eich drafft wedi&#x27;i gadw.", "Cyflwynwyd yn hwyr, oherwydd"),
        ("en", "Your draft is kept.", "Submitted late, because"),
    ],
)
def test_the_whole_way_of_a_late_code(
    client_of: Any,
    officer: User,
    lead: User,
    closed: RequestWindow,
    draft: TopicRequest,
    police: Organisation,
    language: str,
    kept: str,
    sent: str,
) -> None:
    """From the officer's form to the request on the office's page, without scripts."""
    day = clock.today() + timedelta(days=3)
    with translation.override(language):
        give_page = reverse("partners:late-code-give", args=[closed.pk])
        enter_page = reverse("partners:request-late", args=[draft.pk])
        review_page = reverse("partners:request-review", args=[draft.pk])
    assert give_page.startswith(f"/{language}/")
    given = client_of(officer).post(
        give_page,
        {
            "organisation": str(police.pk),
            "expires_on_day": day.day,
            "expires_on_month": day.month,
            "expires_on_year": day.year,
            "reason": REASON,
        },
    )
    partner = client_of(lead)
    assert kept in partner.post(enter_page, {"late_code": "WRONG"}).content.decode()
    done = partner.post(enter_page, {"late_code": given.context["code"]}, follow=True)
    assert sent in done.content.decode()
    office = client_of(officer).get(review_page).content.decode()
    assert sent in office
    assert REASON in office
