"""A form of our own at an address of our own, to try what every page with a form can do."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.generic import FormView

from vef.common.forms import DateField, HintedRadioSelect
from vef.common.views import errors
from vef.common.views.pages import KeepTyped
from vef.faces import build

SAVED: list[dict] = []


class TryForm(forms.Form):
    title = forms.CharField(max_length=10, help_text="Short <b>please</b>")
    colour = forms.ChoiceField(
        choices=[("red", "Red"), ("blue", "Blue <i>sky</i>")],
        widget=HintedRadioSelect(hints={"blue": "like the sea"}),
    )
    kinds = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    when = DateField(required=False)
    note = forms.CharField(widget=forms.Textarea, required=False)
    agree = forms.BooleanField(required=False)
    secret = forms.CharField(widget=forms.PasswordInput, required=False)
    paper = forms.FileField(required=False)


@method_decorator(login_not_required, name="dispatch")
class TryView(KeepTyped, FormView):
    template_name = "try.html"
    form_class = TryForm
    success_url = "/en/"

    def form_valid(self, form: TryForm) -> HttpResponse:
        SAVED.append(form.cleaned_data)
        return super().form_valid(form)


class OwnPostView(TryView):
    """A view that brings its own post, as many do."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        SAVED.append({"own": True})
        return super().post(request, *args, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class ClosedView(TryView):
    """A view whose door is shut: changing language does not open it."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        raise PermissionDenied


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault on purpose")


@login_not_required
def gone(request: HttpRequest) -> HttpResponse:
    return errors.gone(request)


@login_not_required
def too_many(request: HttpRequest) -> HttpResponse:
    return errors.too_many(request)


def patterns() -> list:
    from django.conf.urls.i18n import i18n_patterns

    return i18n_patterns(
        path("try/", TryView.as_view()),
        path("own/", OwnPostView.as_view()),
        path("closed/", ClosedView.as_view()),
        path("office/closed/", ClosedView.as_view()),
        path("i/broken/", broken),
        path("office/broken/", broken),
        path("i/gone/", gone),
        path("too-many/", too_many),
        path("account/try/", TryView.as_view()),
    )


urlpatterns = [path("broken", broken), *patterns(), *build("office", "portal", "public")]

handler400 = "vef.common.views.errors.bad_request"
handler403 = "vef.common.views.errors.forbidden"
handler404 = "vef.common.views.errors.not_found"
handler500 = "vef.common.views.errors.server_error"
