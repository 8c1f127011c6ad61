"""A person's pages against bare views that answer the same HTML after one look-up."""

from benchmarks.harness import Result, compare, set_up, show

TIMES = 100
# As many as the demonstration's A1 has, the one to read included.
QUESTIONS = 9
SCALE = [(f"{n}", f"{n} allan o 5", f"{n} out of 5") for n in range(1, 6)]


def main() -> None:
    set_up()
    show(measure())


def measure() -> list[Result]:
    from django.http import HttpRequest, HttpResponse
    from django.test import Client, override_settings
    from django.urls import path

    from engagement.models import QuestionKind
    from tests.factories.engagement import InvitationFactory, QuestionFactory, open_survey
    from vef.common import clock
    from vef.common.links import issue_link
    from vef.common.models import HostBody

    activity = open_survey()
    for number in range(activity.questions.count(), QUESTIONS):
        QuestionFactory(activity=activity, number=number, kind=QuestionKind.SCALE, choices=SCALE)
    invitation = InvitationFactory(activity=activity, reply="taking-part")
    token = issue_link(
        scope="invitation",
        target_id=invitation.pk,
        expires_at=clock.end_of_day(invitation.activity.closes_on),
    )
    client = Client(SERVER_NAME="localhost")
    results = []
    for bench, address, bar in (
        ("reply_get", f"/en/i/{token}/", 0.7),
        ("survey_page", f"/en/i/{token}/questions/", 0.6),
    ):
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        html = answer.content

        def bare(request: HttpRequest, html: bytes = html) -> HttpResponse:
            HostBody.objects.first()
            return HttpResponse(html)

        bare.login_required = False  # type: ignore[attr-defined]

        class Bare:
            """A URL conf of one page."""

            urlpatterns = [path("bare/", bare)]

        def ours(address: str = address) -> None:
            for _ in range(TIMES):
                client.get(address)

        def theirs(conf: type = Bare) -> None:
            with override_settings(ROOT_URLCONF=conf):
                for _ in range(TIMES):
                    client.get("/bare/")

        results.append(
            compare(
                bench=bench,
                baseline="bare view: one look-up, the same HTML",
                ours=ours,
                theirs=theirs,
                bar=bar,
                n=TIMES,
            )
        )
    return results


if __name__ == "__main__":
    main()
