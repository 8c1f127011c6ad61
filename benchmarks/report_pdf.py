"""A report as a tagged PDF against WeasyPrint alone on the same page and stylesheet."""

from benchmarks.harness import compare, set_up, show

ROWS = 300


def main() -> None:
    set_up()
    from django.template.loader import render_to_string
    from django.utils.translation import override
    from weasyprint import CSS, HTML

    from vef.common.models import HostBody
    from vef.documents import pdf

    rows = "".join(
        f"<tr><td>{n}</td><td>Testun a thabl o rifau ar gyfer y bwrdd</td></tr>"
        for n in range(ROWS)
    )
    with override("cy"):
        head = render_to_string(
            "pdf/base.html",
            {
                "host": HostBody.current(),
                "title": "Adroddiad",
                "language": "cy",
                "demo": False,
                "draft": False,
                "fingerprint": "0",
                "page_words": {"before": "", "between": "/", "after": ""},
            },
        )
    table = (
        f"<table><thead><tr><th>Rhif</th><th>Testun</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    html = head.replace("</body>", f"{table}</body>")
    _sheet, fonts = pdf._house_style()

    def ours() -> None:
        pdf.pdf_from_html(html, title="Adroddiad")

    def theirs() -> None:
        HTML(string=html, url_fetcher=pdf.OwnFilesOnly()).write_pdf(
            stylesheets=[
                CSS(
                    string=pdf.STYLES.read_text("utf-8"),
                    font_config=fonts,
                    url_fetcher=pdf.OwnFilesOnly(),
                )
            ],
            font_config=fonts,
            pdf_variant="pdf/a-2a",
        )

    show(
        [
            compare(
                bench="report_pdf",
                baseline="WeasyPrint alone, same page",
                ours=ours,
                theirs=theirs,
                bar=1.1,
                better="lower",
                n=ROWS,
            )
        ]
    )


if __name__ == "__main__":
    main()
