"""A page with one of everything a PDF of ours holds."""

PAGE = """<!DOCTYPE html>
<html lang="cy" data-title="{title}" data-foot="Fersiwn" data-page-before="Tudalen "
 data-page-between=" o " data-page-after=""><head><meta charset="utf-8"><title>{title}</title>
<meta name="author" content="A name that must not travel">
<meta name="generator" content="A program that must not travel"></head><body>
<h1>{title}</h1><p>Mae <span lang="en">words in English</span> yma: ŵ ŷ Ŵ Ŷ â ê î ô û.
<a href="https://www.example.org/">Dolen</a></p><h2>Tabl</h2>
<table><caption>Nifer</caption><thead><tr><th scope="col">Ateb</th><th scope="col">Nifer</th></tr>
</thead><tbody><tr><th scope="row">Da iawn</th><td>20</td></tr></tbody></table>
<ul><li>un</li><li>dau</li></ul>{more}</body></html>"""


def page(more: str = "", title: str = "Prawf ŵ ŷ") -> str:
    return PAGE.format(more=more, title=title)
