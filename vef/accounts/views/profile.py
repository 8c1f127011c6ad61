"""For everybody who signs in: their own name and language, and the way to what keeps them safe."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import UpdateView

from vef.accounts.forms.office import ProfileForm


class ProfileView(UpdateView):
    form_class = ProfileForm
    template_name = "accounts/profile.html"
    success_url = reverse_lazy("accounts:profile")

    def get_object(self, queryset: Any = None) -> Model:
        return self.request.user  # type: ignore[return-value]

    def form_valid(self, form: ModelForm) -> HttpResponse:
        messages.success(self.request, _("Your details were saved."))
        return super().form_valid(form)
