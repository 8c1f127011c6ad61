"""A report as a PDF against WeasyPrint alone on the same HTML."""

from benchmarks.harness import compare, set_up, show

ROWS = 400


def main() -> None:
    set_up()
    from django.template import engines
    from django.utils.translation import override
    from weasyprint import HTML

    from vef.documents import pdf

    engine = engines["django"]
    context = {"rows": range(ROWS)}
    template = engine.from_string(
        '{% extends "pdf/base.html" %}{% block body %}<h2>Table</h2><table><thead><tr><th>Number'
        "</th><th>Text</th></tr></thead><tbody>{% for row in rows %}<tr><td>{{ row }}</td><td>"
        "Testun a thabl o rifau ar gyfer y bwrdd</td></tr>{% endfor %}</tbody></table>{% endblock %}"
    )
    with override("cy"):
        html = pdf.build_html(template, context, language="cy", title="Adroddiad")

    def ours() -> None:
        pdf.html_to_pdf(html, language="cy", title="Adroddiad")

    def theirs() -> None:
        HTML(string=html, url_fetcher=pdf.fetcher()).write_pdf(pdf_variant="pdf/a-2a")

    show([
        compare(
            bench="report_pdf", baseline="WeasyPrint alone, same HTML", ours=ours, theirs=theirs,
            bar=1.1, better="lower", n=ROWS,
        )
    ])


if __name__ == "__main__":
    main()
