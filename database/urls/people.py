"""People: the list, one record, and the steps taken with it."""

from django.urls import path

from database.views import people, steps

ONE = "office/people/<uuid:pk>/"

office: list = [
    path("office/people/", people.PersonList.as_view(), name="person-list"),
    path("office/people/add/", people.PersonAdd.as_view(), name="person-add"),
    path(ONE, people.PersonDetail.as_view(), name="person-detail"),
    path(f"{ONE}edit/", people.PersonEdit.as_view(), name="person-edit"),
    path(f"{ONE}contact/", people.ContactShow.as_view(), name="contact-show"),
    path(f"{ONE}contact/change/", people.ContactChange.as_view(), name="contact-change"),
    path(f"{ONE}consent/", steps.ConsentRecord.as_view(), name="consent-record"),
    path(f"{ONE}consent/confirm/", steps.ConsentConfirm.as_view(), name="consent-confirm"),
    path(f"{ONE}safe-contact/", steps.SafeContactEdit.as_view(), name="safe-contact-edit"),
    path(f"{ONE}confirm/", steps.PersonConfirm.as_view(), name="person-confirm"),
    path(f"{ONE}pause/", steps.PersonPause.as_view(), name="person-pause"),
    path(f"{ONE}resume/", steps.PersonResume.as_view(), name="person-resume"),
    path(f"{ONE}withdraw/", steps.PersonWithdraw.as_view(), name="person-withdraw"),
]
public: list = []
