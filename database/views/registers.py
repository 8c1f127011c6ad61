"""The record of processing and the register of impact assessments, to read and to print."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from database.models import ImpactAssessment, ImpactRisk, ProcessingRecord
from database.permissions import RightsReaders, may_handle_rights
from vef.common import clock
from vef.common.bilingual import LANGUAGES, OTHER, in_language
from vef.documents.views import pdf_bytes_response


def processing_context() -> dict[str, Any]:
    return {"records": list(ProcessingRecord.objects.all()), "day": clock.today()}


def impact_context() -> dict[str, Any]:
    risks = Prefetch("risks", ImpactRisk.objects.all())
    return {
        "assessments": list(ImpactAssessment.objects.prefetch_related(risks)),
        "day": clock.today(),
    }


class Register(RightsReaders, TemplateView):
    """A register on a page. Its rows are edited in the records, in both languages."""

    context_for: Any = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **type(self).context_for(),
            handles=may_handle_rights(self.request.user),
            languages=LANGUAGES,
            **kwargs,
        )


class ProcessingRegister(Register):
    template_name = "database/processing_register.html"
    context_for = staticmethod(processing_context)


class ImpactRegister(Register):
    template_name = "database/impact_register.html"
    context_for = staticmethod(impact_context)


class RegisterPdf(RightsReaders, View):
    """The same as a PDF in one language. It is not kept: the rows are the record."""

    http_method_names: ClassVar[list[str]] = ["get", "head"]
    template: str
    name: str
    context_for: Any = None

    def title(self) -> str:
        raise NotImplementedError

    def get(self, request: HttpRequest, language: str) -> HttpResponse:
        # WeasyPrint takes a second to load; only the process that makes a PDF pays for it.
        from vef.documents.pdf import render_pdf

        with in_language(OTHER[language]):
            twin = self.title()
        with in_language(language):
            content = render_pdf(
                self.template,
                {**type(self).context_for(), "twin_title": twin},
                language=language,
                title=self.title(),
            )
        return pdf_bytes_response(content, name=f"{self.name}-{language}")


class ProcessingPdf(RegisterPdf):
    template = "database/pdf/processing_register.html"
    name = "record"
    context_for = staticmethod(processing_context)

    def title(self) -> str:
        return _("Record of processing")


class ImpactPdf(RegisterPdf):
    template = "database/pdf/impact_register.html"
    name = "assessments"
    context_for = staticmethod(impact_context)

    def title(self) -> str:
        return _("Data protection impact assessments")
