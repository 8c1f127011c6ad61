from django.urls import path

from partners.views import (
    agreements,
    assessing,
    attachments,
    comments,
    following,
    late_codes,
    letters,
    nudges,
    organisations,
    partner,
    people,
    promised,
    superseding,
    triage,
    windows,
)
from partners.views import office as staff

app_name = "partners"

office = [
    path("office/requests/", staff.RequestList.as_view(), name="request-list"),
    path("office/requests/<uuid:pk>/", staff.RequestReview.as_view(), name="request-review"),
    path("office/requests/<uuid:pk>/start/", staff.RequestTakeUp.as_view(), name="request-take-up"),
    path("office/requests/<uuid:pk>/decide/", staff.RequestDecide.as_view(), name="request-decide"),
    path(
        "office/requests/<uuid:pk>/assess/",
        assessing.RequestAssess.as_view(),
        name="request-assess",
    ),
    path(
        "office/requests/<uuid:pk>/interest/",
        assessing.RequestInterest.as_view(),
        name="request-interest",
    ),
    path("office/requests/<uuid:pk>/place/", triage.RequestPlace.as_view(), name="request-place"),
    path(
        "office/requests/<uuid:pk>/theme/",
        promised.RequestThemeSet.as_view(),
        name="request-theme",
    ),
    path("office/capacity/", promised.Capacity.as_view(), name="capacity"),
    path("office/windows/<uuid:pk>/board/", triage.WindowBoard.as_view(), name="window-board"),
    path("office/windows/<uuid:pk>/defer/", triage.WindowDefer.as_view(), name="window-defer"),
    path("office/windows/", windows.WindowList.as_view(), name="window-list"),
    path("office/windows/new/", windows.WindowCreate.as_view(), name="window-create"),
    path("office/windows/<uuid:pk>/", windows.WindowEdit.as_view(), name="window-edit"),
    path("office/windows/<uuid:pk>/open/", windows.WindowOpen.as_view(), name="window-open"),
    path("office/windows/<uuid:pk>/close/", windows.WindowClose.as_view(), name="window-close"),
    path("office/partners/", windows.OrganisationList.as_view(), name="organisation-list"),
    path(
        "office/partners/<uuid:pk>/",
        organisations.OrganisationDetail.as_view(),
        name="organisation-detail",
    ),
    path(
        "office/windows/<uuid:pk>/late-codes/",
        late_codes.LateCodeList.as_view(),
        name="late-code-list",
    ),
    path(
        "office/windows/<uuid:pk>/late-codes/new/",
        late_codes.LateCodeGive.as_view(),
        name="late-code-give",
    ),
    path(
        "office/late-codes/<uuid:pk>/take-back/",
        late_codes.LateCodeTakeBack.as_view(),
        name="late-code-take-back",
    ),
    path("office/partners/<uuid:pk>/nudge/", nudges.NudgePrepare.as_view(), name="nudge-prepare"),
    path("office/nudges/<uuid:pk>/", nudges.NudgeDetail.as_view(), name="nudge-detail"),
    path("office/nudges/<uuid:pk>/release/", nudges.NudgeRelease.as_view(), name="nudge-release"),
    path(
        "office/partners/<uuid:pk>/change/",
        organisations.OrganisationEdit.as_view(),
        name="organisation-edit",
    ),
    path(
        "office/partners/<uuid:pk>/close/",
        organisations.OrganisationClose.as_view(),
        name="organisation-close",
    ),
    path(
        "office/partners/<uuid:pk>/people/<uuid:user>/leave/",
        people.MemberLeave.as_view(),
        name="member-leave",
    ),
    path("office/partner-people/", people.ApprovalList.as_view(), name="approval-list"),
    path(
        "office/partner-people/<uuid:pk>/approve/",
        people.ApprovalGive.as_view(),
        name="approval-give",
    ),
    path(
        "office/partner-people/<uuid:pk>/refuse/",
        people.ApprovalRefuse.as_view(),
        name="approval-refuse",
    ),
    path("office/agreements/", agreements.AgreementList.as_view(), name="agreement-list"),
    path(
        "office/partners/<uuid:pk>/agreements/new/",
        agreements.AgreementDraft.as_view(),
        name="agreement-draft",
    ),
    path(
        "office/agreements/<uuid:pk>/<slug:step>/",
        agreements.AgreementStep.as_view(),
        name="agreement-step",
    ),
]
office += [
    path(
        "office/requests/<uuid:pk>/files/<uuid:file>/",
        attachments.OfficeFile.as_view(),
        name="request-file-office",
    ),
    path(
        "office/requests/<uuid:pk>/supersede/",
        superseding.RequestSupersede.as_view(),
        name="request-supersede",
    ),
    path("office/letters/<uuid:pk>/", letters.LetterDetail.as_view(), name="letter-detail"),
    path(
        "office/letters/<uuid:pk>/approve/", letters.LetterApprove.as_view(), name="letter-approve"
    ),
    path("office/letters/<uuid:pk>/return/", letters.LetterReturn.as_view(), name="letter-return"),
    path(
        "office/letters/<uuid:pk>/rewrite/", letters.LetterRewrite.as_view(), name="letter-rewrite"
    ),
    path(
        "office/requests/<uuid:pk>/decisions/<uuid:decision>/files/",
        attachments.DecisionFiles.as_view(),
        name="decision-files",
    ),
    path(
        "office/requests/<uuid:pk>/decision-files/<uuid:file>/",
        attachments.DecisionFile.as_view(),
        name="decision-file",
    ),
    path(
        "office/requests/<uuid:pk>/comments/",
        comments.OfficeComments.as_view(),
        name="request-comments-office",
    ),
    path(
        "office/requests/<uuid:pk>/comments/settle/",
        comments.OfficeSettle.as_view(),
        name="request-comments-settle-office",
    ),
]

portal = [
    path("partners/requests/", partner.RequestList.as_view(), name="request-list-portal"),
    path("partners/requests/new/", partner.RequestStart.as_view(), name="request-start"),
    path("partners/requests/<uuid:pk>/", following.RequestDetail.as_view(), name="request-detail"),
    path("partners/requests/<uuid:pk>/edit/", partner.RequestEdit.as_view(), name="request-edit"),
    path(
        "partners/requests/<uuid:pk>/edit/<slug:step>/",
        partner.RequestStep.as_view(),
        name="request-step",
    ),
    path(
        "partners/requests/<uuid:pk>/check/", partner.RequestCheck.as_view(), name="request-check"
    ),
    path(
        "partners/requests/<uuid:pk>/withdraw/",
        following.RequestWithdraw.as_view(),
        name="request-withdraw",
    ),
    path(
        "partners/requests/late/",
        late_codes.RequestStartLate.as_view(),
        name="request-start-late",
    ),
    path(
        "partners/requests/<uuid:pk>/late/", late_codes.RequestLate.as_view(), name="request-late"
    ),
    path("partners/people/", people.PeopleList.as_view(), name="people"),
    path("partners/people/invite/", people.PeopleInvite.as_view(), name="people-invite"),
    path(
        "partners/people/invitations/<uuid:pk>/take-back/",
        people.PeopleInvitationTakeBack.as_view(),
        name="people-invitation-take-back",
    ),
    path("partners/people/<uuid:pk>/role/", people.PeopleRole.as_view(), name="people-role"),
    path("partners/people/<uuid:pk>/leave/", people.PeopleLeave.as_view(), name="people-leave"),
]
portal += [
    path("partners/requests/<uuid:pk>/files/", attachments.Files.as_view(), name="request-files"),
    path(
        "partners/requests/<uuid:pk>/files/<uuid:file>/",
        attachments.PartnerFile.as_view(),
        name="request-file",
    ),
    path(
        "partners/requests/<uuid:pk>/files/<uuid:file>/remove/",
        attachments.FileRemove.as_view(),
        name="request-file-remove",
    ),
    path(
        "partners/requests/<uuid:pk>/check/details/",
        partner.RequestDetails.as_view(),
        name="request-details",
    ),
    path(
        "partners/requests/<uuid:pk>/comments/",
        comments.PartnerComments.as_view(),
        name="request-comments",
    ),
    path(
        "partners/requests/<uuid:pk>/comments/settle/",
        comments.PartnerSettle.as_view(),
        name="request-comments-settle",
    ),
]

public: list = []
