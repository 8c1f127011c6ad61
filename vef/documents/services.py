"""Making PDFs in both languages at once, and approving governance documents."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.utils.text import slugify

from vef.common import clock
from vef.common.actors import Actor
from vef.common.bilingual import LANGUAGES, OTHER
from vef.common.steps import move
from vef.documents.errors import LanguagesNotChecked
from vef.documents.models import GovernanceDocument, GovernanceStatus, RenderedDocument


@transaction.atomic
def make_documents(
    *,
    kind: str,
    about: models.Model,
    template: str,
    context_for: Callable[[str], dict[str, Any]],
    title_for: Callable[[str], str],
    file_name: str,
) -> dict[str, RenderedDocument]:
    """Make one PDF per language about a row, and keep both with their digests.

    Nothing is ever overwritten: other words make new documents beside the old ones,
    the same words return the documents there are. ``file_name`` has to be neutral;
    the language is added to it. Not audited here: the step that asks for it is.

    Raises PdfError; then neither language is kept.
    """
    # WeasyPrint takes a second to load; only the process that makes a PDF pays for it.
    from vef.documents.pdf import render_pdf

    titles = {language: title_for(language) for language in LANGUAGES}
    made = {}
    for language in LANGUAGES:
        context = {"twin_title": titles[OTHER[language]], **context_for(language)}
        content = render_pdf(template, context, language=language, title=titles[language])
        made[language], _ = RenderedDocument.objects.get_or_create(
            kind=kind,
            about_type=about._meta.label_lower,
            about_id=str(about.pk),
            language=language,
            digest=hashlib.sha256(content).hexdigest(),
            defaults={
                "title": titles[language],
                "file_name": f"{slugify(file_name)}-{language}",
                "content": content,
            },
        )
    return made


@transaction.atomic
def approve_governance_document(document: GovernanceDocument, *, actor: Actor) -> bool:
    """Put a version in force and set the one before it aside, where it stays readable.

    Returns False if it was in force already. Raises LanguagesNotChecked unless both
    languages are complete and checked; TransitionError for a version set aside before.
    """
    document = GovernanceDocument.objects.select_for_update().get(pk=document.pk)
    if document.status == GovernanceStatus.APPROVED:
        return False
    if not document.publishable:
        raise LanguagesNotChecked(document.pk)
    older = GovernanceDocument.objects.select_for_update().filter(
        kind=document.kind, status=GovernanceStatus.APPROVED
    )
    if document.status == GovernanceStatus.DRAFT:
        for before in older:
            move(before, GovernanceStatus.REPLACED, actor=actor)
    return move(
        document,
        GovernanceStatus.APPROVED,
        actor=actor,
        approved_on=document.approved_on or clock.today(),
    )
