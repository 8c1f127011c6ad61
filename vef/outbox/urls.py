from django.urls import path

from vef.outbox import views

app_name = "outbox"

office = [
    path("office/messages/", views.DeskView.as_view(), name="desk"),
    path("office/messages/<uuid:pk>/", views.MessageView.as_view(), name="message-detail"),
]
portal: list = []
public: list = []
