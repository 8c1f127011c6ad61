"""Who may see which records of the admin: per table, who reads and who adds.

Nobody deletes here. Partners and boards find no admin at all.
"""

# anonymous officer manager protection administrator board contributor lead other
OFFICE = "in 200 200 200 200 404 404 404 404"
PEOPLE = "in 200 200 200 403 404 404 404 404"
WORK = "in 200 200 403 403 404 404 404 404"
CONFIG = "in 403 403 403 200 404 404 404 404"
AUDIT = "in 403 403 200 403 404 404 404 404"
APPROVE = "in 403 200 200 200 404 404 404 404"
RIGHTS_READ = "in 403 200 200 403 404 404 404 404"
RIGHTS_WORK = "in 403 403 200 403 404 404 404 404"
NOBODY = "in 403 403 403 403 404 404 404 404"

# Table: who reads it, who may add to it.
MODELS: dict[str, tuple[str, str]] = {
    "accounts_user": (OFFICE, NOBODY),
    "accounts_userinvitation": (OFFICE, NOBODY),
    "audit_entry": (AUDIT, NOBODY),
    "common_hostbody": (CONFIG, NOBODY),
    "database_adjustment": (OFFICE, CONFIG),
    "database_area": (OFFICE, CONFIG),
    "database_casestage": (OFFICE, CONFIG),
    "database_consent": (PEOPLE, NOBODY),
    "database_consentevidence": (PEOPLE, NOBODY),
    "database_consentwording": (OFFICE, CONFIG),
    "database_contactstop": (PEOPLE, NOBODY),
    "database_definitionquote": (OFFICE, CONFIG),
    "database_equalityquestion": (OFFICE, CONFIG),
    "database_experience": (OFFICE, CONFIG),
    "database_familymember": (PEOPLE, NOBODY),
    "database_impactassessment": (RIGHTS_READ, RIGHTS_WORK),
    "database_keptapart": (PEOPLE, NOBODY),
    "database_merge": (PEOPLE, NOBODY),
    "database_note": (PEOPLE, NOBODY),
    "database_person": (PEOPLE, NOBODY),
    "database_profilefield": (OFFICE, NOBODY),
    "database_processingrecord": (RIGHTS_READ, RIGHTS_WORK),
    "database_referencefigure": (OFFICE, NOBODY),
    "database_relationship": (OFFICE, CONFIG),
    "database_retentionrule": (RIGHTS_READ, NOBODY),
    "database_safecontact": (PEOPLE, NOBODY),
    "database_supporter": (PEOPLE, NOBODY),
    "database_suppression": (PEOPLE, NOBODY),
    "database_tellingword": (OFFICE, CONFIG),
    "database_victimdefinition": (OFFICE, CONFIG),
    "documents_governancedocument": (OFFICE, APPROVE),
    "documents_rendereddocument": (OFFICE, NOBODY),
    "engagement_activity": (OFFICE, NOBODY),
    "engagement_helpline": (OFFICE, WORK),
    "engagement_indicator": (OFFICE, CONFIG),
    "engagement_invitation": (WORK, NOBODY),
    "engagement_invitationbatch": (OFFICE, NOBODY),
    "engagement_method": (OFFICE, CONFIG),
    "engagement_programme": (OFFICE, WORK),
    "engagement_programmeentry": (OFFICE, NOBODY),
    "engagement_question": (OFFICE, NOBODY),
    "feedback_boardaction": (OFFICE, NOBODY),
    "feedback_finding": (OFFICE, NOBODY),
    "feedback_outcome": (OFFICE, NOBODY),
    "feedback_partneranswer": (OFFICE, NOBODY),
    "feedback_report": (OFFICE, NOBODY),
    "feedback_resultspack": (OFFICE, NOBODY),
    "feedback_theme": (OFFICE, CONFIG),
    "outbox_message": (WORK, NOBODY),
    "partners_agreement": (OFFICE, NOBODY),
    "partners_registerentry": (OFFICE, WORK),
    "partners_avenue": (OFFICE, CONFIG),
    "partners_criterion": (OFFICE, CONFIG),
    "partners_decision": (OFFICE, NOBODY),
    "partners_decisionletter": (OFFICE, NOBODY),
    "partners_latecode": (OFFICE, NOBODY),
    "partners_membership": (OFFICE, CONFIG),
    "partners_nudge": (OFFICE, NOBODY),
    "partners_organisation": (OFFICE, CONFIG),
    "partners_requestwindow": (OFFICE, WORK),
    "partners_questionhelp": (OFFICE, CONFIG),
    "partners_requestcomment": (OFFICE, NOBODY),
    "partners_requestsave": (OFFICE, NOBODY),
    "partners_topicrequest": (OFFICE, NOBODY),
}
RECORDS: dict[str, str] = {
    "admin:app_list": "in 200 200 200 200 404 404 404 404",
    "admin:autocomplete": "in 403 403 403 403 404 404 404 404",
    "admin:index": "in 200 200 200 200 404 404 404 404",
    "admin:jsi18n": "in 200 200 200 200 404 404 404 404",
    "admin:login": "in go go go go 403 403 403 403",
    "admin:logout": "in 405 405 405 405 404 404 404 404",
    "admin:password_change": "in 200 200 200 200 404 404 404 404",
    "admin:password_change_done": "in 200 200 200 200 404 404 404 404",
    "admin:view_on_site": "in 404 404 404 404 404 404 404 404",
    **{
        f"admin:{table}_{page}": line
        for table, (read, add) in MODELS.items()
        for page, line in {
            "changelist": read,
            "change": read,
            "history": read,
            "add": add,
            "delete": NOBODY,
        }.items()
    },
}
