"""Fields as they are drawn: labelled, described, escaped; dates in three boxes."""

from datetime import date

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import Client

from tests.common.pages import TryForm
from vef.common.forms import DateField, ReasonField


def draw(form: forms.Form, source: str = "{{ form|crispy }}") -> str:
    return Template("{% load crispy_forms_tags %}" + source).render(Context({"form": form}))


class DateForm(forms.Form):
    when = DateField()


def clean(day: str, month: str, year: str) -> DateForm:
    return DateForm({"when_day": day, "when_month": month, "when_year": year})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("27", "3", "2027"), date(2027, 3, 27)),
        (("07", "03", "2027"), date(2027, 3, 7)),
        ((" 1 ", "12", "26"), date(2026, 12, 1)),
        (("29", "2", "2028"), date(2028, 2, 29)),
    ],
)
def test_date_is_read(typed: tuple[str, str, str], meant: date) -> None:
    form = clean(*typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["when"] == meant


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("29", "2", "2027"), "invalid"),
        (("31", "4", "2027"), "invalid"),
        (("0", "1", "2027"), "invalid"),
        (("1", "13", "2027"), "invalid"),
        (("x", "1", "2027"), "invalid"),
        (("1", "1", "99999"), "invalid"),
        (("1", "2", "0"), "invalid"),
        (("1", "2", "7"), "invalid"),
        (("1", "2", "207"), "invalid"),
        (("1", "2", "1900"), "invalid"),
        (("9" * 400, "1", "2027"), "invalid"),
        (("1", "", "2027"), "incomplete"),
        (("", "", "2027"), "incomplete"),
        (("", "", ""), "required"),
    ],
)
def test_date_is_refused_with_its_reason(typed: tuple[str, str, str], code: str) -> None:
    form = clean(*typed)
    assert not form.is_valid()
    assert [error.code for error in form.errors.as_data()["when"]] == [code]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("They rang.", True), ("Ŵyth", True), ("3", True), (".....", False), (" – ", False)],
)
def test_a_reason_says_something(typed: str, kept: bool) -> None:
    field = ReasonField()
    if kept:
        assert field.clean(typed) == typed
    else:
        with pytest.raises(ValidationError) as refused:
            field.clean(typed)
        assert refused.value.messages == ["Say why."]
    assert ReasonField(required=False).clean("") == ""


def test_wrong_date_stays_as_it_was_typed() -> None:
    page = draw(clean("31", "2", "next year"))
    for value in ("31", "2", "next year"):
        assert f'value="{value}"' in page
    assert page.count("govuk-input--error") == 3


def test_date_shows_a_stored_date_and_notices_changes() -> None:
    page = draw(DateForm(initial={"when": date(2027, 3, 5)}))
    assert 'name="when_day" type="text" inputmode="numeric" autocomplete="off"' in page
    assert 'value="5"' in page
    assert 'value="2027"' in page
    field = DateField()
    assert not field.has_changed(date(2027, 3, 5), ["5", "3", "2027"])
    assert field.has_changed(date(2027, 3, 5), ["6", "3", "2027"])


def test_every_control_has_a_label_and_every_id_is_there_once() -> None:
    page = draw(TryForm({}))
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    for part in page.split('<label class="govuk-label')[1:]:
        assert part.split('for="')[1].split('"')[0] in ids
    controls = page.count("<input") + page.count("<textarea") + page.count("<select")
    assert controls == page.count("<label")


def test_described_by_names_ids_that_exist() -> None:
    page = draw(TryForm({}))
    described = [part.split('"')[0] for part in page.split('aria-describedby="')[1:]]
    assert described
    for each in " ".join(described).split():
        assert f'id="{each}"' in page


def test_labels_and_choices_are_escaped_but_help_may_hold_markup_of_ours() -> None:
    class Staff(forms.Form):
        x = forms.CharField(label="<img src=x onerror=alert(1)>", required=False)

    page = draw(Staff())
    assert "<img" not in page
    assert "Blue &lt;i&gt;sky&lt;/i&gt;" in draw(TryForm())


def test_choice_hint_is_joined_to_its_choice() -> None:
    page = draw(TryForm())
    assert 'aria-describedby="id_colour_1-hint"' in page
    assert "like the sea" in page


def test_summary_leads_to_the_first_control_of_each_field(client: Client, try_pages: list) -> None:
    page = client.post("/en/try/", {"when_day": "40"}).content.decode()
    for target in ("id_title", "id_colour_0", "id_when_day"):
        assert f'<a href="#{target}">' in page
        assert f'id="{target}"' in page
    assert "<title>Error: Try" in page


def test_rows_of_dashes_are_no_choice() -> None:
    class Form(forms.Form):
        pick = forms.ChoiceField(choices=[("", "---------"), ("a", "A")], widget=forms.RadioSelect)

    page = draw(Form())
    assert "-----" not in page
    assert page.count("govuk-radios__item") == 1


def test_crispy_tag_with_a_layout_draws_the_whole_form() -> None:
    form = TryForm({})
    form.helper = FormHelper()
    form.helper.layout = Layout(Fieldset("About it", "title", "colour"), "when")
    form.helper.add_input(Submit("send", "Send it"))
    page = draw(form, "{% crispy form %}")
    assert 'id="main-form"' in page
    assert "About it" in page
    assert ">Send it</button>" in page
    assert "govuk-error-summary" in page


def test_formset_is_drawn() -> None:
    formset = forms.formset_factory(DateForm, extra=2)()
    page = Template("{% load crispy_forms_tags %}{{ formset|crispy }}").render(
        Context({"formset": formset})
    )
    assert 'name="form-TOTAL_FORMS"' in page
    assert 'name="form-1-when_day"' in page
