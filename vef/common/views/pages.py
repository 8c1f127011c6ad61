"""What every page with a form can do: change language and keep what was typed."""

from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse
from django.views.generic import View

SWITCH = "_switch"


def quiet(form: Any) -> Any:
    """Make a bound form or formset show what was typed, without checking it."""
    if isinstance(form, BaseFormSet):
        form._non_form_errors = ErrorList()
        form._errors = [{} for _form in form.forms]
        for each in form.forms:
            quiet(each)
    elif isinstance(form, BaseForm):
        form._errors = ErrorDict()
        form.cleaned_data = {}
    return form


class KeepTyped(View):
    """Lets the language switch in the header carry what was typed.

    The switch is then a submit button of the page's main form, sent to the same
    page in the other language. Such a POST draws the page again as GET would,
    with the form bound to what came and no errors. It never reaches the view's
    own ``post``, so nothing is checked and nothing is saved. Passwords and files
    are not sent back. Access is checked as for any request, because ``dispatch``
    is left as it is.

    The page's form needs ``id="main-form"``, which ``components/form.html`` gives.
    A view that makes its forms by hand passes them through ``self.typed(form)``.
    """

    switched = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.method == "POST" and SWITCH in request.POST:
            self.switched = True
            # An attribute of this one view object: the class's own post is passed over.
            self.post = self._draw_again  # type: ignore[method-assign]

    def _draw_again(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.get(request, *args, **kwargs)  # type: ignore[attr-defined, no-any-return]

    def typed(self, form: Any) -> Any:
        """Return the form, without errors if only the language was changed."""
        return quiet(form) if self.switched else form

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        return self.typed(super().get_form(*args, **kwargs))  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"keeps_typed": True} | kwargs)  # type: ignore[misc, no-any-return]
