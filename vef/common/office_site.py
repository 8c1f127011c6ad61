"""The Django admin as a room of the office: same door, same look, both languages."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from vef.accounts.permissions import is_office


class OfficeAdminSite(admin.AdminSite):
    """The office's records. Only office roles enter; to others it does not exist."""

    site_header = _("Records")
    site_title = _("Records")
    index_title = _("All records")
    empty_value_display = "–"
    enable_nav_sidebar = False
    site_url = None

    def has_permission(self, request: HttpRequest) -> bool:
        return is_office(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Answer 404 to somebody signed in who has no room here, and the rest as usual."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def at_the_door(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return at_the_door

    @method_decorator([never_cache, login_not_required])
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send visitors to the one door of the office; there is no second sign-in here.

        Raises Http404 for somebody who is signed in but has no room here.
        """
        if self.has_permission(request):
            return HttpResponseRedirect(self._way_in())
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next") or self._way_in(), settings.LOGIN_URL)

    def _way_in(self) -> str:
        return reverse("admin:index", current_app=self.name)
