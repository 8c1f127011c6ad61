"""Records beside the person: notes, supporters, evidence, duplicates, optional fields."""

from django.urls import path

from database.views import definition, duplicates, evidence, families, fields, notes, supporters

ONE = "office/people/<uuid:pk>/"
SUPPORTER = f"{ONE}supporters/<uuid:supporter>/"

office: list = [
    path("office/people/fields/", fields.FieldList.as_view(), name="field-list"),
    path("office/people/fields/<slug:code>/", fields.FieldChange.as_view(), name="field-change"),
    path("office/people/duplicates/", duplicates.DuplicateList.as_view(), name="duplicate-list"),
    path(
        "office/people/duplicates/<uuid:one>/<uuid:other>/",
        duplicates.DuplicateCompare.as_view(),
        name="duplicate-compare",
    ),
    path("office/definition/", definition.DefinitionPlaces.as_view(), name="definition-places"),
    path(
        "office/definition/<slug:code>/",
        definition.DefinitionCheck.as_view(),
        name="definition-check",
    ),
    path(f"{ONE}notes/add/", notes.NoteAdd.as_view(), name="note-add"),
    path(f"{ONE}notes/<uuid:note>/remove/", notes.NoteRemove.as_view(), name="note-remove"),
    path(f"{ONE}evidence/add/", evidence.EvidenceAdd.as_view(), name="evidence-add"),
    path(f"{ONE}evidence/<uuid:file>/", evidence.EvidenceFile.as_view(), name="evidence-file"),
    path(
        f"{ONE}evidence/<uuid:file>/remove/",
        evidence.EvidenceRemove.as_view(),
        name="evidence-remove",
    ),
    path(f"{ONE}supporters/add/", supporters.SupporterAdd.as_view(), name="supporter-add"),
    path(SUPPORTER, supporters.SupporterDetail.as_view(), name="supporter-detail"),
    path(f"{SUPPORTER}agreed/", supporters.SupporterAgreed.as_view(), name="supporter-agreed"),
    path(f"{SUPPORTER}consent/", supporters.SupporterConsent.as_view(), name="supporter-consent"),
    path(f"{SUPPORTER}phrase/", supporters.SupporterPhrase.as_view(), name="supporter-phrase"),
    path(f"{SUPPORTER}support/", supporters.SupporterSupport.as_view(), name="supporter-support"),
    path(f"{SUPPORTER}check/", supporters.SupporterCheck.as_view(), name="supporter-check"),
    path(f"{SUPPORTER}contact/", supporters.SupporterShow.as_view(), name="supporter-show"),
    path(f"{SUPPORTER}end/", supporters.SupporterEnd.as_view(), name="supporter-end"),
    path(f"{ONE}family/add/", families.FamilyAdd.as_view(), name="family-add"),
    path(f"{ONE}family/agreed/", families.FamilyAgreed.as_view(), name="family-agreed"),
    path(f"{ONE}family/speak/", families.FamilySpeak.as_view(), name="family-speak"),
    path(f"{ONE}family/speak/end/", families.FamilySpeakEnd.as_view(), name="family-speak-end"),
    path(f"{ONE}family/write/", families.FamilyWrite.as_view(), name="family-write"),
    path(f"{ONE}family/leave/", families.FamilyLeave.as_view(), name="family-leave"),
    path(f"{ONE}family/each/", families.FamilyEach.as_view(), name="family-each"),
    path(f"{ONE}duplicate/", duplicates.DuplicateAsk.as_view(), name="person-duplicate"),
]
public: list = [
    path("who-this-is-for/", definition.WhoThisIsFor.as_view(), name="who-this-is-for"),
]
