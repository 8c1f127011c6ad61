"""Pages of the demonstration, mounted at ``demo/`` in the demonstration and in tests only."""

from django.urls import path

from vef.demo.views import mailbox, signin

app_name = "demo"

urlpatterns = [
    path("sign-in/", signin.DemoSignInView.as_view(), name="sign-in"),
    path("mailbox/", mailbox.MailboxView.as_view(), name="mailbox"),
    path("mailbox/<str:name>/", mailbox.MailView.as_view(), name="mail"),
]
