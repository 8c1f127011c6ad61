"""The board of a window with 200 requests against a bare page with the same rows."""

from benchmarks.harness import Result, compare, set_up, show

REQUESTS = 200
TIMES = 5
# The same rows and columns, in a table and nothing around it.
BARE = """<!doctype html><html><head><title>Rows</title></head><body><table>
{% for row in rows %}<tr><td>{{ row.placing__place }}</td><th scope="row">{{ row.reference }}</th>
<td>{{ row.title_en }}</td><td>{{ row.organisation__name_en }}</td>
<td>{{ row.submitted_at|date:"SHORT_DATE_FORMAT" }}</td><td>{{ row.status }}</td></tr>
{% endfor %}</table></body></html>"""
# What it asks for: only what it shows.
COLUMNS = (
    "placing__place",
    "reference",
    "title_en",
    "organisation__name_en",
    "submitted_at",
    "status",
)


def main() -> None:
    set_up()
    show(measure())


def measure() -> list[Result]:
    from django.http import HttpRequest, HttpResponse
    from django.template import engines
    from django.test import Client, override_settings
    from django.urls import path, reverse
    from django.utils import translation

    from partners.models import TopicRequest
    from partners.seed import seed_reference_rows
    from partners.services import place_request
    from tests.factories.accounts import UserFactory
    from tests.factories.partners import (
        AssessedRequestFactory,
        AssessmentScoreFactory,
        OpenWindowFactory,
        OrganisationFactory,
    )
    from vef.accounts.models import Role

    seed_reference_rows()
    from partners.models import Criterion

    window, officer = OpenWindowFactory(), UserFactory(role=Role.OFFICER)
    partners = OrganisationFactory.create_batch(12)
    assessors = UserFactory.create_batch(2, role=Role.OFFICER)
    criteria = list(Criterion.objects.all())
    for number in range(REQUESTS):
        topic = AssessedRequestFactory(
            window=window,
            organisation=partners[number % 12],
            author=officer,
            title_en=f"How we answer call number {number}",
            assessments__assessors=assessors,
        )
        for made in topic.assessments.all():
            for criterion in criteria:
                AssessmentScoreFactory(assessment=made, criterion=criterion)
        if number < REQUESTS // 4:
            place_request(topic, actor=officer, place=number + 1, reason="In the order they came.")
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    with translation.override("en"):
        address = reverse("partners:window-board", args=[window.pk])
    answer = client.get(address)
    if answer.status_code != 200 or answer.content.decode().count("vef-reference") < REQUESTS:
        raise SystemExit(f"{address} answered {answer.status_code}")
    template = engines["django"].from_string(BARE)

    def bare(request: HttpRequest) -> HttpResponse:
        rows = TopicRequest.objects.filter(window=window).values(*COLUMNS)
        return HttpResponse(template.render({"rows": rows}, request))

    bare.login_required = False  # type: ignore[attr-defined]

    class Bare:
        """A URL conf of one page."""

        urlpatterns = [path("bare/", bare)]

    def ours() -> None:
        for _ in range(TIMES):
            client.get(address)

    def theirs() -> None:
        with override_settings(ROOT_URLCONF=Bare):
            for _ in range(TIMES):
                client.get("/bare/")

    return [
        compare(
            bench="triage_board",
            baseline="bare page, one query, the same rows",
            ours=ours,
            theirs=theirs,
            bar=3.0,
            n=REQUESTS,
            runs=5,
            better="lower",
        )
    ]


if __name__ == "__main__":
    main()
