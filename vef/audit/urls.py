from django.urls import path

from vef.audit import views

app_name = "audit"

office = [path("office/audit/", views.LogView.as_view(), name="log")]
portal: list = []
public: list = []
