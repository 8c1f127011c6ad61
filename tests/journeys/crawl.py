"""Going through every page a reader can reach by links, and noting what is wrong with each."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import polib
from django.urls import Resolver404, resolve
from django.utils import translation
from playwright.sync_api import Error, Page, Response
from tinyhtml5.parser import HTMLParser

from tests.journeys.product import ROOT

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
# Not pages: files, the way out, and what ends the visit.
NOT_PAGES = re.compile(
    r"(^|[-:])"
    r"(pdf|exit|logo|accent|download|evidence-file|board-report|mail|account_logout)$"
)
# Every kind of record has the same pages in the Django admin: one of each will do.
ADMIN_PAGE = re.compile(r"^admin:.+_(?P<page>changelist|change|add|history|delete)$")

FACTS = """() => {
  const within = node => node.parentElement && node.parentElement.closest('[lang]');
  const english = node => { const e = within(node); return e && e.lang.startsWith('en'); };
  const clean = words => words.replace(/\\s+/g, ' ').trim();
  const words = [];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.parentElement.closest('script, style, template, textarea, [hidden]')) continue;
    if (!english(node) && clean(node.data)) words.push(clean(node.data));
  }
  for (const name of ['aria-label', 'title', 'alt', 'placeholder'])
    for (const e of document.querySelectorAll(`[${name}]`)) {
      const own = e.closest('[lang]');
      if (!(own && own.lang.startsWith('en')) && clean(e.getAttribute(name)))
        words.push(clean(e.getAttribute(name)));
    }
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  return {
    lang: document.documentElement.lang,
    title: clean(document.title),
    headings: document.querySelectorAll('h1').length,
    repeated: [...new Set(ids.filter((id, place) => !id || ids.indexOf(id) !== place))],
    links: [...document.querySelectorAll('a[href]')].map(e => e.href),
    words,
  };
}"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const clipped = e => {
    for (let up = e.parentElement; up; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== 'visible') return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll('*')].filter(
    e => e.getBoundingClientRect().right > width + 1 && !clipped(e));
  const name = e => e.tagName.toLowerCase() + [...e.classList].map(c => '.' + c).join('');
  return ['the page', ...new Set(wide.map(name))].slice(0, 5);
}"""
RUN_AXE = """async standards => {
  const found = await axe.run({ runOnly: standards, resultTypes: ['violations'] });
  return found.violations.map(
    one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`);
}"""


@dataclass
class Visit:
    """One page somebody came to."""

    path: str
    source: bytes
    faults: list[str] = field(default_factory=list)


@dataclass
class Crawl:
    """All pages one reader reached in one language."""

    language: str
    page: Page
    base: str
    # Skeletons axe has judged already, of whichever reader: the same markup fails alike.
    judged: set[int] = field(default_factory=set)
    visits: list[Visit] = field(default_factory=list)

    def walk(self, starts: Iterable[str]) -> None:
        """Go to these paths and on from there, breadth first, one page of each pattern."""
        waiting, known = list(starts), set[str]()
        while waiting:
            path = waiting.pop(0)
            pattern = pattern_of(path, self.language)
            if pattern is None or pattern in known:
                continue
            known.add(pattern)
            waiting.extend(self._visit(path))

    @property
    def faults(self) -> list[str]:
        return [f"{visit.path}: {fault}" for visit in self.visits for fault in visit.faults]

    def _visit(self, path: str) -> list[str]:
        try:
            answer = self.page.goto(f"{self.base}{path}")
        except Error as error:
            self.visits.append(Visit(path, b"", [f"did not open: {error.message}"]))
            return []
        assert answer is not None
        if "html" not in answer.headers.get("content-type", ""):
            return []
        visit = Visit(path, answer.body())
        self.visits.append(visit)
        facts = self.page.evaluate(FACTS)
        visit.faults += self._judge(answer, facts, visit.source)
        own = (urlsplit(link) for link in facts["links"])
        host = urlsplit(self.base).netloc
        return [link.path for link in own if link.netloc == host]

    def _judge(self, answer: Response, facts: dict[str, Any], source: bytes) -> list[str]:
        faults = []
        if answer.status != 200:
            faults.append(f"answered {answer.status}")
        if facts["lang"] != self.language:
            faults.append(f"is marked as {facts['lang']!r}")
        if not facts["title"]:
            faults.append("has no title")
        if facts["headings"] != 1:
            faults.append(f"has {facts['headings']} h1")
        faults += [f"id used again: {one!r}" for one in facts["repeated"]]
        faults += [f"HTML: {one}" for one in parse_errors(source)]
        if self.language == "cy":
            faults += [f"English: {one!r}" for one in english_in(facts["words"])]
        return faults + self._look(source)

    def _look(self, source: bytes) -> list[str]:
        skeleton = hash((self.language, skeleton_of(source)))
        if skeleton in self.judged:
            return []
        self.judged.add(skeleton)
        self.page.evaluate(AXE)
        faults = [f"axe {one}" for one in self.page.evaluate(RUN_AXE, STANDARDS)]
        self.page.set_viewport_size(NARROW)
        if wide := self.page.evaluate(TOO_WIDE):
            faults.append(f"wider than 360 pixels: {', '.join(wide)}")
        self.page.set_viewport_size(WIDE)
        return faults


def pattern_of(path: str, language: str) -> str | None:
    """Return what stands for all addresses of this kind, or None where no page is."""
    if not path.startswith(f"/{language}/"):
        return None
    with translation.override(language):
        try:
            match = resolve(path)
        except Resolver404:
            return path
    if NOT_PAGES.search(match.view_name):
        return None
    if found := ADMIN_PAGE.match(match.view_name):
        return f"admin:{found['page']}"
    return match.route


def skeleton_of(source: bytes) -> str:
    """Return the page's markup without its words and its changing values."""
    text = source.decode()
    tags = re.findall(r"<[^>]*>", text)
    return re.sub(r'(value|href|action|content|for|id)="[^"]*"', "", "".join(tags))


def parse_errors(source: bytes) -> list[str]:
    """Return what a parser that follows the HTML standard had to mend."""
    parser = HTMLParser()
    parser.parse(source.decode())
    return sorted(
        {f"{code} {json.dumps(values, default=str)}" for _, code, values in parser.errors}
    )


# --- English on Welsh pages ----------------------------------------------------------


@cache
def _ours() -> tuple[dict[str, str], tuple[str, ...], frozenset[str]]:
    """Return our short English wordings, the telling pieces of long ones, and all Welsh ones."""
    entries = polib.pofile(str(ROOT / "locale/cy/LC_MESSAGES/django.po"))
    whole: dict[str, str] = {}
    pieces: set[str] = set()
    welsh: set[str] = set()
    for entry in entries:
        theirs = [entry.msgstr, *entry.msgstr_plural.values()]
        welsh |= {_flat(one) for one in theirs}
        for words in filter(None, (entry.msgid, entry.msgid_plural)):
            if words in theirs:
                continue
            whole[_flat(words)] = words
            parts = re.split(r"%\(\w+\)[sd]|%%|<[^>]+>|&\w+;|\{\w*\}|%[sd]", words)
            longest = max((_flat(part) for part in parts), key=len)
            if len(longest.split()) >= 4:
                pieces.add(longest)
    return whole, tuple(pieces), frozenset(welsh)


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip().casefold()


def english_in(words: Iterable[str]) -> list[str]:
    """Return those of a Welsh page's words that are ours in English."""
    whole, pieces, welsh = _ours()
    flat = {_flat(one): one for one in words}
    found = {one for one in flat if one.rstrip(":") in whole and one.rstrip(":") not in welsh}
    everything = "\n".join(flat)
    for piece in pieces:
        if piece in everything:
            found |= {one for one in flat if piece in one and piece not in welsh}
    return sorted(flat[one] for one in found)
