"""The other registers of the desk: no slower with three rows than with one, and printed."""

import io

import page as validator
import pikepdf
import pytest

from tests.database.pages import text_of, url
from tests.factories.rights import (
    ImpactRiskFactory,
    IncidentFactory,
    LegalHoldFactory,
    ProcessingRecordFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_other_lists_ask_the_same_for_one_and_three(desk, count, django_assert_num_queries):
    for number in range(count):
        IncidentFactory()
        LegalHoldFactory()
        ProcessingRecordFactory(code=f"use-{number}")
        ImpactRiskFactory(assessment__reference=f"DPIA-{number}")
    for name, queries in OTHER_QUERIES.items():
        desk.get(url(name))
        with django_assert_num_queries(queries):
            desk.get(url(name))


OTHER_QUERIES = {
    "incident-list": 6,
    "hold-list": 5,
    "processing-register": 5,
    "impact-register": 6,
}


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("name", ["processing-pdf", "impact-pdf"])
def test_the_registers_are_tagged_pdfs_in_each_language(desk, tmp_path, name, language):
    ProcessingRecordFactory(special_condition_en="Consent", special_condition_cy="Cydsyniad")
    ImpactRiskFactory(assessment__is_advice_followed=True, assessment__advice_en="Ask first.")
    answer = desk.get(url(name, language))
    assert answer["Content-Type"] == "application/pdf"
    file = tmp_path / "made.pdf"
    file.write_bytes(answer.content)
    report = validator.validate_pdf(str(file), profile=validator.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [str(failure) for failure in report.failures]
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert str(pdf.Root.Lang) == language


def test_the_registers_read_in_the_readers_language(desk):
    ProcessingRecordFactory()
    ImpactRiskFactory()
    for language, words in (
        ("cy", ("Gwahodd pobl.", "Gwelir llythyr.")),
        ("en", ("To invite", "A letter is seen.")),
    ):
        assert words[0] in text_of(desk.get(url("processing-register", language=language)))
        assert words[1] in text_of(desk.get(url("impact-register", language=language)))
