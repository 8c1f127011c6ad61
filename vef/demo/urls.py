"""Pages of the demonstration, mounted at ``demo/`` in the demonstration and in tests only."""

from django.urls import path

from vef.demo.views import signin

app_name = "demo"

urlpatterns = [
    path("sign-in/", signin.DemoSignInView.as_view(), name="sign-in"),
]
