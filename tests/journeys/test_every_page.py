"""Every page each kind of reader can reach: no fault of HTML, access, width or language."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests.journeys.crawl import WIDE, Crawl
from tests.journeys.product import Product

# The crawls are made once, and the last test reads what all of them saw: one worker for all.
pytestmark = pytest.mark.browser

STAFF = ("officer", "manager", "data-protection", "administrator")
SIGNED_IN = (*STAFF, "partner", "partner-lead", "board")
READERS = ("public", "person", *SIGNED_IN)
LANGUAGES = ("en", "cy")

# Links as mails carry them, and who stands for each role on the demonstration's sign-in page.
PREPARE = """
import json
from datetime import timedelta
from database.links import MINE_SCOPE, STOP_SCOPE
from database.models import JoinRequest
from database.services.joining import CONFIRM_SCOPE
from engagement.emails import INVITATION_SCOPE
from engagement.models import Activity, ActivityStatus, Invitation, ReplyChoice
from feedback.models import Outcome
from feedback.outcome_links import READABLE, SCOPE
from vef.common import clock
from vef.common.links import issue_link
from vef.demo.views.signin import readers

def link(scope, pk):
    return issue_link(scope=scope, target_id=pk, expires_at=clock.now() + timedelta(days=9))

asked = Invitation.objects.filter(activity__code="A5", activity__status=ActivityStatus.OPEN)
agreed = asked.filter(reply=ReplyChoice.TAKING_PART).first()
fresh = asked.exclude(reply=ReplyChoice.TAKING_PART).exclude(status="cancelled").first()
told = Outcome.objects.filter(status__in=READABLE).first()
slug = Activity.objects.filter(status=ActivityStatus.OPEN).exclude(shared_slug=None)
slug = slug.values_list("shared_slug", flat=True).first()
a = link(INVITATION_SCOPE, agreed.pk)
paths = [f"i/{link(INVITATION_SCOPE, fresh.pk)}/", f"i/{a}/how/", f"i/{a}/questions/"]
paths += [f"i/{a}/thanks/sent/", f"i/{link(STOP_SCOPE, agreed.person_id)}/stop/", "i/stopped/"]
paths += [f"m/{link(MINE_SCOPE, agreed.person_id)}/", "m/"]
waits = JoinRequest.objects.filter(waits_for_staff=False, person__isnull=False).first()
paths += [f"join/confirm/{link(CONFIRM_SCOPE, waits.pk)}/"]
paths += ["join/sent/", "join/done/yes/", "join/done/no/"]
paths += [f"o/{link(SCOPE, told.pk)}/"]
paths += [f"s/{slug}/", f"s/{slug}/thanks/"] if slug else []
print(json.dumps({"person": paths, "users": {r.user.role: str(r.user.pk) for r in readers()}}))
"""
FRONT = {
    "public": ["", "news/", "demo/sign-in/", "demo/mailbox/", "account/login/"],
    "administrator": ["start/", "admin/"],
}


class Crawls:
    """Each reader's crawl in each language, made when first asked for."""

    def __init__(self, product: Product, browser: Browser) -> None:
        self.product, self.browser = product, browser
        said = product.manage("shell", "--no-imports", "-c", PREPARE)
        self.prepared = json.loads(said.strip().splitlines()[-1])
        self.done: dict[tuple[str, str], Crawl] = {}
        self.judged: set[int] = set()

    def of(self, reader: str, language: str) -> Crawl:
        if (reader, language) not in self.done:
            self.done[reader, language] = self._make(reader, language)
        return self.done[reader, language]

    def _make(self, reader: str, language: str) -> Crawl:
        context = self.browser.new_context(viewport=WIDE)
        context.set_default_timeout(15_000)
        page = context.new_page()
        crawl = Crawl(language, page, self.product.base, judged=self.judged)
        if reader in SIGNED_IN:
            page.goto(f"{self.product.base}/{language}/demo/sign-in/")
            with page.expect_navigation():
                page.click(f"button[value='{self.prepared['users'][reader]}']")
        starts = self.prepared.get(reader) or FRONT.get(reader, ["start/"])
        crawl.walk(f"/{language}/{start}" for start in starts)
        context.close()
        return crawl


@pytest.fixture(scope="session")
def crawls(product: Product, chromium: Browser) -> Crawls:
    return Crawls(product, chromium)


FAULTY = """<!doctype html><html lang="en"><head><title> </title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><p id="one">Skip to main content</p><p id="one">Croeso</p><img src="data:,"><p><div></p>
<p lang="en">Sign out</p><div style="width: 900px">Wide</div></body></html>"""


def answer_with(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=body, content_type="text/html")


def test_the_crawl_sees_what_is_wrong(chromium: Browser) -> None:
    context = chromium.new_context(viewport=WIDE)
    page = context.new_page()
    for language, seen in (("en", FAULTY), ("cy", FAULTY.replace('<html lang="en"', "<html"))):
        context.route(f"http://faulty.test/{language}/", answer_with(seen))
        crawl = Crawl(language, page, "http://faulty.test")
        crawl.walk([f"/{language}/"])
        found = "\n".join(crawl.faults)
        for fault in ("has no title", "has 0 h1", "id used again: 'one'", "HTML: ", "image-alt"):
            assert fault in found
        assert "wider than 360 pixels: the page" in found
        assert ("is marked as ''" in found) == (language == "cy")
        assert ("English: 'Skip to main content'" in found) == (language == "cy")
        assert "Sign out" not in found
    context.close()


def report(faults: list[str]) -> str:
    return f"{len(faults)} faults:\n" + "\n".join(faults)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", READERS)
def test_every_page_is_sound(crawls: Crawls, reader: str, language: str) -> None:
    crawl = crawls.of(reader, language)
    least = 12 if reader in STAFF else 5
    assert len(crawl.visits) >= least, [visit.path for visit in crawl.visits]
    assert not crawl.faults, report(crawl.faults)


def test_checker_of_the_standard_finds_nothing(crawls: Crawls, tmp_path: Path) -> None:
    jar = os.environ.get("VNU_JAR", "")
    if not (shutil.which("java") and jar and Path(jar).exists()):
        pytest.skip("Needs java, and VNU_JAR naming the Nu Html Checker's vnu.jar")
    where = {}
    for reader in READERS:
        for language in LANGUAGES:
            for number, visit in enumerate(crawls.of(reader, language).visits):
                file = tmp_path / f"{reader}-{language}-{number}.html"
                file.write_bytes(visit.source)
                where[file.name] = f"{reader} {visit.path}"
    assert where
    done = subprocess.run(
        ["java", "-jar", jar, "--errors-only", "--skip-non-html", "--format", "json", tmp_path],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    said = json.loads(done.stderr)["messages"]
    faults = [
        f"{where[one['url'].rpartition('/')[2]]}: {one['message']} {one.get('extract', '')!r}"
        for one in said
    ]
    assert not faults, report(faults)
