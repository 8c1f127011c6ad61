"""Charts: words in them, nothing hidden given away, no inline style."""

import xml.etree.ElementTree as ET

from vef.documents.charts import Bar, bar_chart

NS = "{http://www.w3.org/2000/svg}"


def draw(*bars: Bar) -> ET.Element:
    return ET.fromstring(bar_chart("How well", bars))


def test_bars_are_as_long_as_their_numbers() -> None:
    bars = draw(Bar("a", 20, "20"), Bar("b", 10, "10")).findall(f"{NS}rect")

    assert [int(bar.get("width", 0)) for bar in bars] == [244, 122]


def test_a_hidden_number_has_no_bar() -> None:
    drawn = draw(Bar("a", 20, "20"), Bar("b", None, "fewer than 10"))

    assert len(drawn.findall(f"{NS}rect")) == 1
    assert "fewer than 10" in "".join(drawn.itertext())


def test_has_a_name_and_no_inline_style_and_escapes_words() -> None:
    drawn = bar_chart("<b>", [Bar("<script>", 1, "1")])

    assert "<script>" not in drawn
    assert "style=" not in drawn
    assert ET.fromstring(drawn).findtext(f"{NS}title").startswith("Chart: <b>.")


def test_nothing_to_draw_is_still_a_picture() -> None:
    assert draw().get("height") == "1"
