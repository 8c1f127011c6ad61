"""Comments on a request, on both faces: what was said, and room for more."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from partners import services
from partners.forms.comments import CommentForm
from partners.models import Side, TopicRequest
from partners.views.answers import comments_of
from partners.views.office import OfficeTopic
from partners.views.partner import TopicPage
from vef.accounts.permissions import may_do_office_work, signed_in
from vef.common.views.pages import KeepTyped


class Comments(KeepTyped, FormView):
    """The page itself; a face gives the side, the topic and the addresses."""

    form_class = CommentForm
    side: Side
    topic: TopicRequest
    page: str

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comments = comments_of(self.topic, self.side)
        may_comment = services.may_comment(self.topic)
        return super().get_context_data(
            comments=comments,
            side=self.side,
            waiting=self.topic.comments.waiting_for(self.side).exists(),
            may_comment=may_comment,
            keeps_typed=may_comment,
            **{"topic": self.topic} | kwargs,
        )

    def form_valid(self, form: CommentForm) -> HttpResponse:
        try:
            services.add_comment(
                self.topic,
                actor=signed_in(self.request),
                text=form.cleaned_data["text"],
                key=form.cleaned_data["key"],
            )
        except services.CommentEmpty:
            form.add_error("text", _("Write your comment."))
            return self.form_invalid(form)
        except services.CommentsClosed:
            self.topic.refresh_from_db()
            context = self.get_context_data(form=form, too_late=True)
            return self.render_to_response(context, status=409)
        messages.success(self.request, _("Your comment is there, and the others are told by mail."))
        return redirect(self.page, self.topic.pk)


class PartnerComments(TopicPage, Comments):
    """For the partner's people."""

    template_name = "partners/portal/request_comments.html"
    side = Side.PARTNER
    page = "partners:request-comments"


class OfficeComments(OfficeTopic, Comments):
    """For those who do the office's work."""

    allowed = staticmethod(may_do_office_work)
    template_name = "partners/office/request_comments.html"
    side = Side.OFFICE
    page = "partners:request-comments-office"


class Settle(View):
    """What waits needs no answer. Only a press of the button says so."""

    http_method_names = ["post"]
    topic: TopicRequest
    page: str

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.settle_comments(self.topic, actor=signed_in(request))
        return redirect(self.page, self.topic.pk)


class PartnerSettle(TopicPage, Settle):
    page = "partners:request-comments"


class OfficeSettle(OfficeTopic, Settle):
    allowed = staticmethod(may_do_office_work)
    page = "partners:request-comments-office"
