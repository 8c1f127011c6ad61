"""Notes about a person: written for few readers, removed with a reason."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from database.forms.notes import NoteForm, NoteRemoveForm
from database.models import Note
from database.services import notes
from database.views.people import OnePerson
from vef.accounts.permissions import signed_in
from vef.common.views.pages import KeepTyped


class NoteAdd(OnePerson, KeepTyped, FormView):
    """A new note."""

    template_name = "database/form.html"
    form_class = NoteForm
    title = gettext_lazy("Add a note")
    lead = gettext_lazy("A note is sealed and shown only to those you choose.")
    submit = gettext_lazy("Save the note")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": signed_in(self.request)}

    def form_valid(self, form: NoteForm) -> HttpResponse:
        notes.add_note(self.person, **form.cleaned_data, actor=signed_in(self.request))
        messages.success(self.request, _("The note is saved."))
        return super().form_valid(form)


class NoteRemove(OnePerson, KeepTyped, FormView):
    """Remove a note this reader may read; to others there is none."""

    template_name = "database/note_remove.html"
    form_class = NoteRemoveForm
    title = gettext_lazy("Remove a note")
    lead = gettext_lazy("It is deleted for good. That it was, when and why, is kept.")
    submit = gettext_lazy("Remove")
    tone = "warning"
    note: Note

    def get_form_kwargs(self) -> dict[str, Any]:
        readable = Note.objects.visible_to(self.request.user).filter(person=self.person)
        note = readable.filter(pk=self.kwargs["note"]).first()
        if note is None:
            raise Http404
        note.person = self.person
        self.note = note
        return super().get_form_kwargs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "note": self.note}

    def form_valid(self, form: NoteRemoveForm) -> HttpResponse:
        notes.remove_note(
            self.note, actor=signed_in(self.request), reason=form.cleaned_data["reason"]
        )
        messages.success(self.request, _("The note is removed."))
        return super().form_valid(form)
