"""The page of who is missing, its steps, and its PDF."""

import re
import subprocess
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from django.utils import translation

from database import desk
from database.models import FigureRelease
from database.services import releases
from database.services.releases import latest_release, sign_release
from tests.database.missing import forum, make_release, prepared
from tests.factories.accounts import UserFactory
from tests.factories.database import AreaFactory
from tests.factories.equality import answered, member
from vef.accounts.models import Role
from vef.audit.models import Entry
from vef.common import clock
from vef.documents.models import RenderedDocument

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions")]


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
