"""A mail's HTML part, made fit to stand inside one of our pages.

Only plain markup stays: no style, script, picture or form, and links of http and
https only. What is not known is left out, and its words stay.
"""

from html import escape
from html.parser import HTMLParser

from django.utils.safestring import SafeString, mark_safe

KEPT = frozenset(
    (
        *("h1", "h2", "h3", "h4", "p", "div", "span", "blockquote", "hr", "br", "a"),
        *("b", "em", "i", "strong", "ol", "ul", "li"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    )
)
EMPTY = frozenset({"br", "hr"})
# Their content is no text for a reader.
DROPPED = frozenset({"head", "script", "style", "title", "template", "svg", "math", "noscript"})


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []
        self.dropped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            self.dropped += 1
        elif tag in KEPT and not self.dropped:
            self.out.append(f"<{tag}{_attributes(tag, dict(attrs))}>")
            if tag not in EMPTY:
                self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in DROPPED:
            self.dropped = max(0, self.dropped - 1)
        elif tag in self.open and not self.dropped:
            while (last := self.open.pop()) != tag:
                self.out.append(f"</{last}>")
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.dropped:
            self.out.append(escape(data))


def _attributes(tag: str, attributes: dict[str, str | None]) -> str:
    kept = ""
    if attributes.get("lang") in {"cy", "en"}:
        kept += f' lang="{attributes["lang"]}"'
    address = attributes.get("href") or ""
    if tag == "a" and address.startswith(("http://", "https://")):
        kept += f' class="govuk-link" rel="noreferrer" href="{escape(address)}"'
    return kept


def safe_html(html: str) -> SafeString:
    """Return the markup that is safe to show, or an empty string."""
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    closing = "".join(f"</{tag}>" for tag in reversed(cleaner.open))
    # Everything in it was escaped, or written by _Cleaner from its short list.
    return mark_safe("".join(cleaner.out) + closing)
