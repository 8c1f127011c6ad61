"""Handing out PDFs, and the public pages of the documents the forum stands on."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.views.generic import TemplateView, View

from vef.accounts.permissions import OfficeOnly
from vef.documents.models import GovernanceDocument, GovernanceStatus, RenderedDocument


def pdf_response(document: RenderedDocument) -> HttpResponse:
    """Return a kept PDF as a file to save, under its neutral name."""
    return pdf_bytes_response(bytes(document.content), name=document.file_name)


def pdf_bytes_response(content: bytes, *, name: str) -> HttpResponse:
    """Return a PDF as a file to save. The name is reduced to plain letters, never a person's."""
    name = f"{slugify(name) or 'document'}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


class DocumentDownload(OfficeOnly, View):
    """Any kept PDF, for the office. Partners and boards have their own doors."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        return pdf_response(get_object_or_404(RenderedDocument, pk=pk))


@dataclass
class Block:
    """A heading, a paragraph or a list of a governance document's text."""

    kind: str
    text: str = ""
    items: list[str] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """Read a plain text: "## " begins a heading, "- " a list item, a blank line a paragraph."""
    found: list[Block] = []
    for part in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in part.strip().split("\n") if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("## "):
            found.append(Block("heading", lines.pop(0).removeprefix("## ")))
        listed = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
        words = [line for line in lines if not line.startswith("- ")]
        if words:
            found.append(Block("paragraph", " ".join(words)))
        if listed:
            found.append(Block("list", items=listed))
    return found


@method_decorator(login_not_required, name="dispatch")
class GovernancePage(TemplateView):
    """The version in force of a document the public may read, or an older one by its version."""

    template_name = "documents/governance.html"
    http_method_names = ["get", "head"]
    # The DPIA is for the office and its boards.
    public_kinds = frozenset(
        {
            GovernanceDocument.Kind.PRIVACY,
            GovernanceDocument.Kind.TERMS,
            GovernanceDocument.Kind.RULES,
        }
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind, version = kwargs["kind"], kwargs.get("version")
        if kind not in self.public_kinds:
            raise Http404
        shown = GovernanceDocument.objects.filter(kind=kind).exclude(status=GovernanceStatus.DRAFT)
        versions = list(shown)
        wanted = [
            row
            for row in versions
            if (row.version == version if version else row.status == GovernanceStatus.APPROVED)
        ]
        if not wanted:
            raise Http404
        document = wanted[0]
        return super().get_context_data(
            document=document,
            blocks=blocks(document.text),
            in_force=document.status == GovernanceStatus.APPROVED,
            others=[row for row in versions if row.pk != document.pk],
        )
