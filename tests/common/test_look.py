"""The stylesheet: readable in both schemes, complete in type, and compiled from its sources."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from vef.common.colours import contrast

ROOT = Path(__file__).resolve().parents[2]
LOOK, STATIC = ROOT / "vef/look", ROOT / "vef/static/vef"
TOKENS = (LOOK / "_tokens.scss").read_text()


def scheme(name: str) -> dict[str, str]:
    block = re.search(rf"\${name}: \((.*?)\);", TOKENS, re.DOTALL)[1]
    return dict(re.findall(r'"([\w-]+)": (#[0-9a-f]{6})', block))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_word_can_be_read(name: str) -> None:
    colours = scheme(name)
    for paper in ("paper", "sand"):
        for ink in ("ink", "slate", "tide", "heather", "green", "amber", "red", "blue"):
            assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
        assert contrast(colours["line"], colours[paper]) >= 3, paper
    for ground in ("tide", "tide-deep", "red", "red-deep"):
        assert contrast(colours["on-colour"], colours[ground]) >= 4.5, ground


def test_both_schemes_name_the_same_colours() -> None:
    assert scheme("light").keys() == scheme("dark").keys()
    assert len(scheme("light")) > 10


def test_focus_can_be_seen() -> None:
    focus = re.search(r"\$focus: (#\w+)", TOKENS)[1]
    ink = re.search(r"\$focus-ink: (#\w+)", TOKENS)[1]
    assert contrast(focus, ink) >= 7


@pytest.mark.parametrize("name", ["vef.css", "admin.css"])
def test_compiled_stylesheet_has_the_tokens_and_nothing_of_the_crown(name: str) -> None:
    css = (STATIC / name).read_text()
    for scheme_name in ("light", "dark"):
        for token, value in scheme(scheme_name).items():
            short = re.sub(r"#(.)\1(.)\2(.)\3$", r"#\1\2\3", value)
            assert re.search(rf"--vef-{token}: ?({value}|{short})", css), (token, value)
    assert not re.search(r"GDS Transport|crest|crown", css)
    # An SVG names its language by an address; nothing is fetched from anywhere.
    addresses = set(re.findall(r"https?://[\w.]+", css))
    assert addresses <= {"http://www.w3.org"}


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
@pytest.mark.parametrize("kind", ["ttf", "woff2"])
def test_type_has_every_welsh_letter(weight: str, kind: str) -> None:
    font = TTFont(STATIC / f"fonts/AtkinsonHyperlegibleNext-{weight}.{kind}")
    letters = "âêîôûŵŷäëïöüáéíóúàèìòùÂÊÎÔÛŴŶ’–…·"
    assert [x for x in letters if ord(x) not in font.getBestCmap()] == []


def test_no_page_carries_style_or_script_of_its_own() -> None:
    pages = [
        page
        for page in (ROOT / "templates").rglob("*.html")
        if not {"email", "pdf"} & set(page.parts) and not page.name.startswith("mail")
    ]
    assert len(pages) > 40
    for page in pages:
        words = page.read_text()
        # A block of data (type="application/json") runs nothing.
        own = r"\sstyle=|\son\w+=\"|<style|<script(?![^>]*(\ssrc=|application/json))"
        assert not re.search(own, words), page
        assert not re.search(r"\|safe\b|autoescape off", words), page
