"""The PDFs: tagged, in both languages, and without a number or a word too many."""

import subprocess
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from engagement.models import ContributionStatus
from feedback.services import reports
from tests.factories.feedback import (
    BoardActionFactory,
    ReportFactory,
    activity_of,
    answered_a1,
    contribution,
    delivered_pack,
    question,
)

pytestmark = pytest.mark.django_db
RAW = "I live at 14 Example Terrace."


def strings(document) -> str:
    """Return every text a reader can find in the file: pages, properties and tags."""
    with pikepdf.open(BytesIO(bytes(document.content))) as pdf:
        properties = str(pdf.docinfo) if pdf.docinfo is not None else ""
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == document.language
        assert not pdf.attachments
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=bytes(document.content),
        capture_output=True,
        check=True,
    )
    return properties + done.stdout.decode()


@pytest.fixture
def pack(officer):
    activity = activity_of()
    answered_a1(activity)
    question(activity, 7, "text")
    said = contribution(activity, status=ContributionStatus.RECEIVED, q7=RAW)
    said.status = ContributionStatus.CODED
    said.save(update_fields=["status"])
    return delivered_pack(activity, author=officer)


@pytest.mark.parametrize(
    ("language", "title", "finding", "hidden"),
    [
        ("en", "Non-emergency calls", "People want a reference number", "fewer than 10"),
        ("cy", "Galwadau difrys", "Mae pobl eisiau cyfeirnod", None),
    ],
)
def test_a_results_pack_in_each_language(pack, language, title, finding, hidden):
    text = strings(getattr(pack, f"document_{language}"))
    assert title in text
    assert finding in text
    assert "yn Gymraeg yn ogystal â Saesneg" in text
    assert "in Welsh as well as English" in text
    if hidden:
        assert text.count(hidden) == 3
        assert "60%" in text
    for line in text.splitlines():
        if f"video-1 {language}" in line or f"none {language}" in line:
            assert not {"2", "3"} & set(line.split())
        if f"video-2 {language}" in line:
            assert "15" in line.split()
            assert "19" not in line.split()
    assert "Example Terrace" not in text


def test_a_board_report_in_each_language(officer, manager):
    activity = activity_of(opens_on=date(2026, 9, 1), closes_on=date(2026, 9, 20))
    answered_a1(activity, {"yes": 6, "no": 3})
    delivered_pack(activity, author=officer)
    BoardActionFactory(reference="VEF-2026-007", due_on=date(2020, 1, 1))
    report = ReportFactory(written_by=officer, period_until=date(2030, 1, 1))
    reports.freeze_figures(report, actor=officer)
    reports.sign_report(report, signed_by="ACC Example", signed_on=date(2026, 12, 1), actor=officer)
    reports.approve_report(
        report, interest_declared="None", approved_on=date(2026, 12, 2), actor=manager
    )
    reports.issue_report(report, actor=officer)
    english, welsh = strings(report.document_en), strings(report.document_cy)
    for number in range(1, 13):
        assert f"\n{number}. " in english
        assert f"\n{number}. " in welsh
        assert f"{number}.1" in english
    assert "VEF-2026-007" in english
    assert "Red" in english
    assert "fewer than 10" in english
    assert "ACC Example" in welsh
    assert "Diweddariad y Fforwm" in welsh
    assert officer.name not in english
