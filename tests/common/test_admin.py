"""The records: one door, roles decide, statuses are read-only, every edit is audited."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client, RequestFactory

from tests.factories.accounts import UserFactory
from vef.accounts.models import OFFICE_ROLES, Role, User
from vef.audit.models import Entry
from vef.common.admin import AppendOnlyAdmin, RecordAdmin
from vef.common.models import HostBody
from vef.common.office_site import OfficeAdminSite


@pytest.fixture
def host(db: None) -> HostBody:
    words = {"name": "B", "short_name": "S", "commissioner_title": "C", "neutral_name": "N"}
    return HostBody.objects.create(
        **{f"{name}_{lang}": word for name, word in words.items() for lang in ("cy", "en")},
        contact_name="X",
        contact_email="x@example.org",
        contact_phone="1",
    )


def test_the_admin_is_the_offices_own() -> None:
    assert isinstance(admin.site, OfficeAdminSite)
    assert admin.site._registry


def test_strangers_are_sent_to_the_one_door(client: Client, db: None) -> None:
    page = client.get("/en/admin/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/en/account/login/?next=")


@pytest.mark.parametrize("role", sorted(set(Role) - OFFICE_ROLES))
def test_to_partners_and_boards_it_does_not_exist(client_of, role: str, db: None) -> None:
    client = client_of(UserFactory(role=role))
    assert client.get("/en/admin/").status_code == 404
    assert client.get("/en/admin/common/hostbody/").status_code == 404


@pytest.mark.parametrize("role", sorted(OFFICE_ROLES))
@pytest.mark.parametrize("language", ["cy", "en"])
def test_office_roles_enter_in_both_languages(client_of, role: str, language: str, db) -> None:
    response = client_of(UserFactory(role=role)).get(f"/{language}/admin/")
    page = response.content.decode()
    assert response.status_code == 200
    other = "en" if language == "cy" else "cy"
    assert f'href="/{other}/admin/"' in page
    assert f'action="/{language}/account/logout/"' in page


def test_host_body_is_the_administrators(client_of, host: HostBody, officer: User) -> None:
    address = f"/en/admin/common/hostbody/{host.pk}/change/"
    assert client_of(officer).get(address).status_code == 403
    client = client_of(UserFactory(role=Role.ADMINISTRATOR))
    assert client.get(address).status_code == 200
    assert client.get("/en/admin/common/hostbody/add/").status_code == 403


def test_edit_is_audited_by_field_names_only(client_of, host: HostBody) -> None:
    administrator = UserFactory(role=Role.ADMINISTRATOR)
    client = client_of(administrator)
    data = {
        field: getattr(host, field)
        for field in (
            *(f"{name}_{lang}" for name in HostBody.bilingual_fields() for lang in ("cy", "en")),
            "contact_name",
            "contact_email",
            "contact_phone",
            "accent",
            "exit_url",
        )
    }
    data = {name: value or "" for name, value in data.items()} | {"contact_phone": "01267 1"}
    pale = client.post(f"/en/admin/common/hostbody/{host.pk}/change/", data | {"accent": "#ffd43b"})
    assert pale.status_code == 200
    assert "too pale" in pale.content.decode()
    response = client.post(f"/en/admin/common/hostbody/{host.pk}/change/", data)
    assert response.status_code == 302, response.context["errors"]
    entry = Entry.objects.get(action="hostbody.edited")
    assert entry.data == {"fields": ["contact_phone"]}
    assert entry.actor_id == str(administrator.pk)
    assert "01267" not in LogEntry.objects.get().change_message


def registered() -> list[admin.ModelAdmin]:
    return [own for model, own in admin.site._registry.items() if model in apps.get_models()]


def test_nothing_is_deleted_anywhere_and_partners_see_nothing() -> None:
    request = RequestFactory().get("/")
    assert len(registered()) > 10
    for own in registered():
        for role in Role:
            request.user = User(role=role, is_active=True)
            assert not own.has_delete_permission(request), own
            if role not in OFFICE_ROLES:
                assert not own.has_view_permission(request), own


def test_statuses_are_read_only_everywhere() -> None:
    request = RequestFactory().get("/")
    request.user = User(role=Role.MANAGER, is_active=True)
    walked = 0
    for own in registered():
        if "status" in {field.name for field in own.model._meta.get_fields()}:
            walked += 1
            editable = own.has_change_permission(request) and "status" not in (
                own.get_readonly_fields(request)
            )
            assert not editable, own
    assert walked


def test_append_only_records_are_for_reading() -> None:
    request = RequestFactory().get("/")
    for role in Role:
        request.user = User(role=role, is_active=True)
        own = AppendOnlyAdmin(HostBody, admin.site)
        assert not own.has_change_permission(request)
        assert not own.has_add_permission(request)


def test_steps_are_links_to_the_pages_where_they_are_taken(client_of, host, monkeypatch) -> None:
    own = admin.site._registry[HostBody]
    assert isinstance(own, RecordAdmin)
    monkeypatch.setattr(own, "steps", lambda request, obj: [("Open <it>", f"/en/x/{obj.pk}/")])
    page = client_of(UserFactory(role=Role.ADMINISTRATOR)).get(
        f"/en/admin/common/hostbody/{host.pk}/change/"
    )
    assert f'href="/en/x/{host.pk}/">Open &lt;it&gt;</a>' in page.content.decode()


@pytest.mark.parametrize("language", ["cy", "en"])
def test_a_completing_box_is_valid_html(client_of, language: str, officer: User) -> None:
    page = client_of(officer).get(f"/{language}/admin/partners/registerentry/add/")
    html = page.content.decode()
    assert html.count("admin-autocomplete") >= 2
    assert 'lang="None"' not in html
    assert '<option value=""></option>' not in html
