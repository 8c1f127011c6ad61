from modeltranslation.translator import TranslationOptions, register

from database.models import (
    Adjustment,
    Area,
    Campaign,
    CaseStage,
    ConsentWording,
    DefinitionQuote,
    EqualityOption,
    EqualityQuestion,
    Experience,
    ImpactAssessment,
    ImpactRisk,
    ProcessingRecord,
    ProfileField,
    ReferenceFigure,
    Relationship,
    RetentionRule,
    VictimDefinition,
)


@register([Area, Experience, CaseStage, Adjustment, DefinitionQuote])
class NamedTranslation(TranslationOptions):
    fields = ("name",)


@register(Relationship)
class RelationshipTranslation(TranslationOptions):
    fields = ("name", "hint")


@register(ConsentWording)
class ConsentWordingTranslation(TranslationOptions):
    fields = ("text",)


@register(VictimDefinition)
class VictimDefinitionTranslation(TranslationOptions):
    fields = ("text", "source")


@register(ProfileField)
class ProfileFieldTranslation(TranslationOptions):
    fields = ("why",)


@register(EqualityQuestion)
class EqualityQuestionTranslation(TranslationOptions):
    fields = ("text", "hint")


@register(EqualityOption)
class EqualityOptionTranslation(TranslationOptions):
    fields = ("label", "group")


@register(ReferenceFigure)
class ReferenceFigureTranslation(TranslationOptions):
    fields = ("area_name",)


@register(Campaign)
class CampaignTranslation(TranslationOptions):
    fields = ("reason",)


@register(RetentionRule)
class RetentionRuleTranslation(TranslationOptions):
    fields = ("name", "reason")


@register(ProcessingRecord)
class ProcessingRecordTranslation(TranslationOptions):
    fields = (
        "purpose",
        "people",
        "data",
        "recipients",
        "transfers",
        "retention",
        "security",
        "lawful_basis",
        "special_condition",
    )


@register(ImpactAssessment)
class ImpactAssessmentTranslation(TranslationOptions):
    fields = ("title", "summary", "consultation", "necessity", "advice")


@register(ImpactRisk)
class ImpactRiskTranslation(TranslationOptions):
    fields = ("risk", "measure")
