"""Who is missing: counting, comparing, freezing, and the page and PDF of it."""

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation

import database
from database import desk
from database.missing import report
from database.missing.counting import count
from database.missing.populations import _populations, register_population
from database.models import ConsentMethod, Decision, FigureRelease, PersonStatus, Purpose
from database.services import releases
from database.services.consents import record_consent
from database.services.reference_figures import load_figures
from database.services.releases import (
    AlreadyWaiting,
    FiguresChanged,
    NothingNew,
    SamePerson,
    latest_release,
    prepare_release,
    refuse_release,
    sign_release,
)
from tests.factories.accounts import UserFactory
from tests.factories.database import AreaFactory, ConsentFactory, PersonFactory
from tests.factories.engagement import ContributionFactory, InvitationFactory
from tests.factories.equality import FigureReleaseFactory, answered, asked, member
from vef.accounts.models import Role
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.steps import TransitionError
from vef.documents.models import RenderedDocument

pytestmark = pytest.mark.django_db

CENSUS = Path(database.__file__).parent / "data" / "census-dyfed-powys.csv"


@pytest.fixture(autouse=True)
def _questions(db):
    asked()


@pytest.fixture
def census(db):
    load_figures(CENSUS.read_bytes(), actor=SYSTEM)
    return [
        AreaFactory(code=code, name_en=en, name_cy=cy, reference_code=reference)
        for code, en, cy, reference in (
            ("ceredigion", "Ceredigion", "Ceredigion", "W06000008"),
            ("powys", "Powys", "Powys", "W06000023"),
        )
    ]


def forum(women=32, men=12, declined=0, silent=0, **fields):
    """Let so many people be on the database; return them."""
    people = [answered(member(**fields), sex="female") for _ in range(women)]
    people += [answered(member(**fields), sex="male") for _ in range(men)]
    people += [answered(member(**fields), sex="pns") for _ in range(declined)]
    return people + [PersonFactory(**fields) for _ in range(silent)]


def make_release(*, actor):
    """Let one person prepare the figures and another sign them."""
    release = prepare_release(actor=actor)
    sign_release(release, digest=release.digest, actor=UserFactory(role=Role.MANAGER))
    return release


def counted(name, group="members"):
    return next(
        one for one in count() if one.characteristic.name == name and one.population.code == group
    )


def table(release, name, group="members"):
    section = next(one for one in release.tables if one["name"] == name)
    return next(one for one in section["tables"] if one["group"] == group)


# --- Counting ----------------------------------------------------------------------


def test_not_asked_and_prefer_not_to_say_are_rows_of_their_own():
    forum(3, 2, declined=4, silent=5)
    tally = counted("sex").tally
    assert dict(tally.counts) == {"female": 3, "male": 2}
    assert (tally.not_said, tally.not_asked, tally.everybody) == (4, 5, 14)


def test_disabled_is_who_has_a_condition_that_makes_daily_life_harder():
    answered(member(), condition="yes", condition_effect="a-lot")
    answered(member(), condition="yes", condition_effect="a-little")
    answered(member(), condition="yes", condition_effect="not-at-all")
    answered(member(), condition="no")
    # Half an answer says neither, and a refusal of the second half is one.
    answered(member(), condition="yes")
    answered(member(), condition="yes", condition_effect="pns")
    tally = counted("disability").tally
    assert dict(tally.counts) == {"disabled": 2, "not-disabled": 2}
    assert (tally.not_said, tally.not_asked) == (1, 1)


def test_speakers_of_welsh_against_everybody_else_who_answered():
    from database.services.equality import record_equality
    from tests.factories.equality import question

    for codes in (["understand", "speak"], ["understand"], ["none"]):
        record_equality(
            member(),
            answers={question("welsh").pk: codes},
            language="cy",
            method="phone",
            actor=SYSTEM,
        )
    assert dict(counted("speaks_welsh").tally.counts) == {"aged 3+": 1, "other": 2}


def test_a_neighbourhood_counts_to_its_area(census):
    hood = AreaFactory(code="borth", name_en="Borth", name_cy="Y Borth", parent=census[0])
    abroad = AreaFactory(code="else", name_en="Else", name_cy="Arall")
    for area in (census[0], hood, abroad, None):
        PersonFactory(area=area)
    tally = counted("area").tally
    assert dict(tally.counts) == {"W06000008": 2, "W06000023": 0, "other": 1}
    assert tally.not_asked == 1


def test_those_who_left_or_are_restricted_or_took_back_their_yes_are_not_counted():
    answered(member(), sex="female")
    answered(member(is_restricted=True), sex="female")
    answered(member(status=PersonStatus.PENDING), sex="female")
    tired = answered(member(), sex="female")
    record_consent(
        tired,
        purpose=Purpose.EQUALITY,
        decision=Decision.WITHDRAWN,
        language="en",
        method=ConsentMethod.PHONE,
        actor=SYSTEM,
    )
    tally = counted("sex").tally
    assert (tally.answered, tally.not_asked) == (1, 1)


def test_a_yes_by_link_that_is_not_confirmed_does_not_count_yet():
    person = member(agreed=False)
    ConsentFactory(person=person, purpose=Purpose.EQUALITY, is_provisional=True)
    from database.models import EqualityAnswer
    from tests.factories.equality import question

    EqualityAnswer.objects.create(
        person=person,
        question=question("sex"),
        answer='{"codes": ["female"]}',
        language="en",
        method="link",
    )
    assert counted("sex").tally.answered == 0
    ConsentFactory(person=person, purpose=Purpose.EQUALITY, method="phone", at=clock.now())
    assert counted("sex").tally.answered == 1


def test_invited_and_those_who_took_part_come_from_engagement():
    people = forum(3, 0)
    InvitationFactory(person=people[0], status="sent", sent_at=clock.now())
    InvitationFactory(person=people[1], status="withheld")
    told = InvitationFactory(person=people[2], status="sent", sent_at=clock.now())
    ContributionFactory(invitation=told)
    gone = PersonFactory(status=PersonStatus.WITHDRAWN, withdrawn_at=clock.now())
    InvitationFactory(person=gone, status="sent", sent_at=clock.now())
    assert counted("sex", "invited").tally.everybody == 2
    assert counted("sex", "took-part").tally.everybody == 1
    (note,) = report.notes(releases.counted_now(), "en")
    assert "anonymously" in note


@pytest.mark.parametrize("number", [1, 3, 300])
def test_counting_asks_the_same_for_one_and_for_three_hundred(
    number, census, django_assert_num_queries
):
    first = answered(member(area=census[0]), sex="female", religion="none")
    InvitationFactory(person=first, status="sent", sent_at=clock.now())
    for _ in range(number - 1):
        PersonFactory(area=census[0])
    with django_assert_num_queries(12):
        releases.counted_now()


# --- Comparing ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "answered_number", "percent", "verdict"),
    [
        (25, 29, 51.1, ""),
        (15, 30, 51.1, "alike"),
        (5, 30, 51.1, "fewer"),
        (25, 30, 51.1, "more"),
        # Where hardly anybody is to be expected, nothing can be said.
        (0, 100, 0.5, "unclear"),
        # Hidden: nine at most.
        (None, 100, 51.1, "fewer"),
        (None, 30, 18.0, "unclear"),
        (None, 9, 51.1, ""),
        (None, None, 51.1, ""),
    ],
)
def test_no_claim_under_thirty_and_none_that_chance_would_make(
    shown, answered_number, percent, verdict
):
    assert report.compare(shown, answered_number, percent) == verdict


# --- Releasing ---------------------------------------------------------------------


def test_a_release_is_floored_frozen_and_in_both_languages(officer, census):
    forum(32, 12, declined=2, silent=13)
    release = make_release(actor=officer)
    sex = table(release, "sex")
    assert sex["cells"] == {"female": [30, 75], "male": [10, 25]}
    assert (sex["people"], sex["answered"]) == (55, 40)
    assert (sex["not_said"], sex["not_asked"]) == (None, 10)
    documents = releases.documents_of(release)
    assert [document.language for document in documents] == ["cy", "en"]
    prepared = Entry.objects.get(action="figures.prepared")
    assert prepared.actor_id == str(officer.pk)
    signed = Entry.objects.get(action="figurerelease.signed")
    assert signed.actor_id == str(release.decided_by_id)
    assert signed.data["digest"] == prepared.data["digest"]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FigureRelease.objects.update(tables=[])


def test_nothing_exact_and_nobody_is_in_the_row(officer):
    people = forum(32, 12)
    release = make_release(actor=officer)
    kept = str(release.tables) + str(release.marks)
    assert "32" not in re.findall(r"\d+", str(release.tables))
    for person in people:
        assert str(person.pk) not in kept
        assert str(person.key_id) not in kept


def test_a_few_changes_leave_the_figures_as_they_were(officer):
    forum(30, 9, silent=10)
    first = make_release(actor=officer)
    assert table(first, "sex")["cells"]["male"][0] is None
    forum(0, 1)
    # Without the rule the second release would say that there were exactly nine before.
    with pytest.raises(NothingNew):
        make_release(actor=officer)
    forum(0, 8)
    with pytest.raises(NothingNew):
        make_release(actor=officer)
    forum(0, 1)
    third = make_release(actor=officer)
    assert table(third, "sex")["cells"]["male"][0] == 15
    assert FigureRelease.objects.count() == 2


def test_control_without_the_rule_the_hidden_number_is_read_off(officer, monkeypatch):
    monkeypatch.setattr(releases, "is_too_near", lambda marks, published: False)
    forum(30, 9, silent=10)
    first = make_release(actor=officer)
    forum(0, 1)
    second = make_release(actor=officer)
    assert table(first, "sex")["cells"]["male"][0] is None
    # Ten now, one of them new: nine before.
    assert table(second, "sex")["cells"]["male"][0] == 10


def test_an_answer_changed_is_a_change_like_any_other(officer):
    people = forum(30, 10)
    make_release(actor=officer)
    for person in people[:9]:
        answered(person, sex="male")
    with pytest.raises(NothingNew):
        make_release(actor=officer)
    answered(people[9], sex="male")
    assert table(make_release(actor=officer), "sex")["cells"]["male"][0] == 20


def test_a_release_is_measured_against_every_one_before(officer):
    """Back to where an older release stood, but for one: that one would be seen."""
    forum(30, 10)
    make_release(actor=officer)
    late = forum(12, 0)
    second = make_release(actor=officer)
    for person in late[1:]:
        record_consent(
            person,
            purpose=Purpose.EQUALITY,
            decision=Decision.WITHDRAWN,
            language="en",
            method=ConsentMethod.PHONE,
            actor=SYSTEM,
        )
        person.status, person.withdrawn_at = PersonStatus.WITHDRAWN, clock.now()
        person.save(update_fields=["status", "withdrawn_at"])
    with pytest.raises(NothingNew):
        make_release(actor=officer)
    assert table(second, "sex")["cells"]["female"][0] == 40


def test_two_groups_that_are_nearly_the_same_people_are_not_both_shown(officer):
    people = forum(30, 12)
    chosen = [person.pk for person in people[:39]]
    register_population("test", "Test", lambda: chosen)
    try:
        release = make_release(actor=officer)
        assert table(release, "sex")["hidden"] == ""
        near = table(release, "sex", "test")
        assert (near["hidden"], near["cells"], near["people"]) == ("near", {}, None)
    finally:
        del _populations["test"]


def test_too_few_answers_show_nothing(officer):
    forum(5, 3, silent=30)
    assert table(make_release(actor=officer), "sex")["hidden"] == "few"


# --- A second person ---------------------------------------------------------------


def prepared(officer):
    forum(33, 13)
    return prepare_release(actor=officer)


def test_prepared_figures_do_not_leave_the_office_until_signed(officer, manager):
    release = prepared(officer)
    assert latest_release() is None
    assert not RenderedDocument.objects.exists()
    assert sign_release(release, digest=release.digest, actor=manager) is True
    assert latest_release() == release
    assert RenderedDocument.objects.count() == 2
    # The same step twice makes nothing twice.
    assert sign_release(release, digest=release.digest, actor=manager) is False
    assert RenderedDocument.objects.count() == 2
    assert Entry.objects.filter(action="figurerelease.signed").count() == 1


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DATA_PROTECTION])
def test_nobody_signs_or_refuses_what_they_prepared(role):
    user = UserFactory(role=role)
    release = prepared(user)
    with pytest.raises(SamePerson):
        sign_release(release, digest=release.digest, actor=user)
    with pytest.raises(SamePerson):
        refuse_release(release, reason="Mine.", actor=user)
    assert FigureRelease.objects.get().status == "prepared"


def test_the_database_refuses_one_who_signs_alone(manager):
    release = prepared(manager)
    with pytest.raises(DatabaseError, match="figures_decided_by_another"), transaction.atomic():
        FigureRelease.objects.update(status="signed", decided_by=manager, decided_at=clock.now())
    with pytest.raises(DatabaseError, match="figures_decided_with"), transaction.atomic():
        FigureRelease.objects.update(status="signed", decided_at=clock.now())
    release.refresh_from_db()
    assert release.status == "prepared"


def test_only_the_decision_can_be_added_and_once(officer, manager):
    release = prepared(officer)
    decided = {"status": "signed", "decided_by": manager, "decided_at": clock.now()}
    for more in ({"tables": []}, {"marks": {}}, {"digest": "0" * 64}, {"made_by": manager}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            FigureRelease.objects.update(**{**decided, "decided_by": UserFactory(), **more})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FigureRelease.objects.update(refused_because="Nothing.")
    sign_release(release, digest=release.digest, actor=manager)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FigureRelease.objects.update(status="refused")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FigureRelease.objects.all().delete()


def test_what_was_not_read_is_not_signed(officer, manager):
    release = prepared(officer)
    with pytest.raises(FiguresChanged):
        sign_release(release, digest="0" * 64, actor=manager)
    assert latest_release() is None


def test_what_is_decided_stays_decided(officer, manager):
    release = prepared(officer)
    refuse_release(release, reason="An area is named wrongly.", actor=manager)
    entry = Entry.objects.get(action="figurerelease.refused")
    assert (entry.actor_id, entry.reason) == (str(manager.pk), "An area is named wrongly.")
    with pytest.raises(TransitionError):
        sign_release(release, digest=release.digest, actor=manager)
    assert refuse_release(release, reason="Again.", actor=manager) is False
    signed = prepare_release(actor=officer)
    sign_release(signed, digest=signed.digest, actor=manager)
    with pytest.raises(TransitionError):
        refuse_release(signed, reason="Too late.", actor=manager)


def test_nothing_is_prepared_while_something_waits(officer, manager):
    release = prepared(officer)
    forum(20, 20)
    with pytest.raises(AlreadyWaiting):
        prepare_release(actor=manager)
    with pytest.raises(DatabaseError), transaction.atomic():
        FigureReleaseFactory()
    sign_release(release, digest=release.digest, actor=manager)
    assert table(make_release(actor=officer), "sex")["cells"]["female"][0] == 50


def test_refused_figures_were_read_so_new_ones_keep_clear_of_them(officer, manager):
    forum(30, 9, silent=10)
    refused = prepare_release(actor=officer)
    refuse_release(refused, reason="Not yet.", actor=manager)
    forum(0, 1)
    # Ten now, one of them new: beside the refused figures these would say nine before.
    assert table(prepare_release(actor=officer), "sex")["hidden"] == "near"


def test_refused_figures_can_be_prepared_again_while_nobody_changed(officer, manager):
    release = prepared(officer)
    refuse_release(release, reason="Not yet.", actor=manager)
    again = make_release(actor=officer)
    assert (again.digest, again.status) == (release.digest, "signed")


# --- The page and the PDF ----------------------------------------------------------


def page(client, language="en", name="missing", **data):
    with translation.override(language):
        address = reverse(f"database:{name}")
    return client.post(address, data) if name != "missing" else client.get(address)


def one(release, name="missing-sign", language="en"):
    with translation.override(language):
        return reverse(f"database:{name}", args=[release.pk])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize(
    ("role", "exact"),
    [(Role.OFFICER, False), (Role.MANAGER, False), (Role.DATA_PROTECTION, True)],
)
def test_exact_figures_are_for_those_with_the_right_only(client_of, census, role, exact):
    user = UserFactory(role=role)
    forum(33, 13, silent=3)
    make_release(actor=user)
    text = text_of(page(client_of(user)))
    assert "Female" in text
    assert (">33<" in text) is exact
    assert Entry.objects.filter(action="figures.viewed").exists() is exact
    if not exact:
        assert ">30<" in text
        assert "fewer than 10" in text


def test_before_the_first_release_officers_read_that_there_is_none(client_of, officer):
    forum(33, 13)
    text = text_of(page(client_of(officer)))
    assert "No figures have been released yet." in text
    assert "Female" not in text


def test_the_page_is_complete_in_both_languages(client_of, officer, census):
    forum(33, 13, area=census[1])
    make_release(actor=officer)
    english = text_of(page(client_of(officer)))
    welsh = text_of(page(client_of(officer), "cy"))
    assert "No reference figure loaded" in english
    assert "Checked at its source" in english or "Computed" in english
    assert "Benyw" in welsh
    assert "Gwryw" in welsh
    assert "Female" not in welsh


def test_preparing_from_the_page_and_once_too_often(client_of, officer):
    forum(33, 13)
    client = client_of(officer)
    response = page(client, name="missing-prepare")
    release = FigureRelease.objects.get()
    assert response.url == one(release)
    assert ">30<" in text_of(client.get(response.url))
    page(client, name="missing-prepare")
    assert "Figures are waiting already." in text_of(page(client))
    sign_release(release, digest=release.digest, actor=UserFactory(role=Role.MANAGER))
    page(client, name="missing-prepare")
    assert "They stay as they are." in text_of(page(client))
    assert FigureRelease.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "waits", "words"),
    [
        ("en", "New figures wait for a second person.", "Sign: let these figures leave"),
        ("cy", "Mae ffigurau newydd yn aros am ail berson.", "Llofnodi: gadael i'r ffigurau hyn"),
    ],
)
def test_a_second_person_reads_and_signs(client_of, officer, manager, language, waits, words):
    release = prepared(officer)
    client = client_of(manager)
    overview = text_of(page(client, language))
    assert waits in overview
    assert one(release, language=language) in overview
    text = text_of(client.get(one(release, language=language)))
    assert words in text
    assert ">30<" in text
    # Without the tick nothing is signed, and the page says what is missing.
    unread = client.post(one(release, language=language), {"digest": release.digest})
    assert 'href="#id_is_read"' in text_of(unread)
    assert latest_release() is None
    done = client.post(one(release, language=language), {"digest": release.digest, "is_read": "on"})
    assert done.status_code == 302
    assert latest_release() == release
    after = text_of(page(client, language))
    assert officer.name in after
    assert manager.name in after
    assert "(PDF)" in after


def test_the_one_who_prepared_them_reads_that_another_must_sign(client_of, manager):
    release = prepared(manager)
    client = client_of(manager)
    text = text_of(client.get(one(release)))
    assert "other than the person who prepared them" in text
    assert "Sign: let" not in text
    response = client.post(one(release), {"digest": release.digest, "is_read": "on"})
    assert "Somebody else must sign or refuse figures you prepared." in text_of(response)
    assert latest_release() is None


def test_an_officer_reads_and_cannot_sign(client_of, officer):
    release = prepared(UserFactory(role=Role.MANAGER))
    client = client_of(officer)
    assert "Sign: let" not in text_of(client.get(one(release)))
    posted = client.post(one(release), {"digest": release.digest, "is_read": "on"})
    assert posted.status_code == 403
    assert client.get(one(release, "missing-refuse")).status_code == 403
    assert latest_release() is None


def test_refusing_from_the_page_needs_a_reason_that_colleagues_read(client_of, officer, protector):
    release = prepared(officer)
    client = client_of(protector)
    assert "Say why." in text_of(client.post(one(release, "missing-refuse"), {"reason": ""}))
    done = client.post(one(release, "missing-refuse"), {"reason": "Powys is named wrongly."})
    assert done.status_code == 302
    assert "Powys is named wrongly." in text_of(page(client_of(officer)))
    late = client.post(one(release), {"digest": release.digest, "is_read": "on"})
    assert "Somebody has decided about these figures already." in text_of(late)


def test_the_desk_of_a_second_person_says_that_figures_wait(officer, manager, protector):
    release = prepared(manager)
    address = one(release)
    with translation.override("en"):
        assert address not in [item.url for item in desk.items(manager, clock.today())]
        assert address not in [item.url for item in desk.items(officer, clock.today())]
        assert address in [item.url for item in desk.items(protector, clock.today())]


def test_looking_changes_nothing(client_of, officer, protector):
    forum(33, 13)
    for user in (officer, protector):
        page(client_of(user))
    assert not FigureRelease.objects.exists()
    assert not RenderedDocument.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_for_one_and_three(
    number, client_of, protector, census, django_assert_num_queries
):
    for _ in range(number):
        answered(member(area=census[0]), sex="female")
    client = client_of(protector)
    page(client)
    with django_assert_num_queries(19):
        page(client)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Who is missing", "fewer than 10", "Female", "Not asked, or left empty")),
        ("cy", ("Benyw", "Gwryw", "Sir Gaerfyrddin")),
    ],
)
def test_the_pdf_is_tagged_in_its_language_and_holds_no_small_number(
    officer, census, language, words
):
    AreaFactory(
        code="carms",
        name_en="Carmarthenshire",
        name_cy="Sir Gaerfyrddin",
        reference_code="W06000010",
    )
    forum(33, 13, declined=2, area=census[0])
    release = make_release(actor=officer)
    document = next(one for one in releases.documents_of(release) if one.language == language)
    with pikepdf.open(BytesIO(bytes(document.content))) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == language
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=bytes(document.content),
        capture_output=True,
        check=True,
    )
    said = done.stdout.decode()
    for word in words:
        assert word in said
    numbers = re.findall(r"(?<![\d.])\d+(?![\d.])", said)
    assert "33" not in numbers
    assert "13" not in numbers
    assert document.file_name.startswith("figures")
