"""The words of facts: what each is called, and how a sentence says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Phrase(NamedTuple):
    """A fact's name, and how a sentence with it begins, or for one that is true or false how it is said of both."""

    label: str
    holds: str
    fails: str = ""


def _it_is(what: str) -> Phrase:
    return Phrase(what, f"it is {what}", f"it is not {what}")


def _the(label: str) -> Phrase:
    return Phrase(label, f"the {label} is")


FACTS: Mapping[str, Phrase] = {
    "agentic": Phrase("agentic", "it acts as an agent", "it does not act as an agent"),
    "annex_i_section": _the("section of Annex I"),
    "annex_iii": Phrase("points of Annex III", "the point of Annex III is"),
    "annex_iii_area": Phrase("areas of Annex III", "the area of Annex III is"),
    "assets_over_usd_30bn": Phrase(
        "assets over USD 30 billion", "its assets are over USD 30 billion", "its assets are not over USD 30 billion"
    ),
    "auto_updates": Phrase("updates itself", "it updates itself", "it does not update itself"),
    "basic_regime": Phrase("basic regime", "the basic regime applies", "the basic regime does not apply"),
    "biometric_categorisation": Phrase(
        "biometric categorisation", "it categorises by biometrics", "it does not categorise by biometrics"
    ),
    "code_of_practice_signatory": Phrase(
        "code of practice signed", "the code of practice is signed", "the code of practice is not signed"
    ),
    "continues_learning": Phrase("continues to learn", "it continues to learn", "it does not continue to learn"),
    "customer_facing": _it_is("customer-facing"),
    "decision_domain": _the("domain of decision"),
    "decisions_about_persons": Phrase(
        "decisions about persons", "it serves decisions about persons", "it serves no decisions about persons"
    ),
    "deepfake": Phrase("deep fakes", "it makes deep fakes", "it makes no deep fakes"),
    "derogation_claimed": Phrase(
        "derogation claimed", "a derogation under Art. 6(3) is claimed", "no derogation under Art. 6(3) is claimed"
    ),
    "education_use": Phrase("used in education", "it is used in education", "it is not used in education"),
    "emotion_recognition": Phrase("emotion recognition", "it recognises emotions", "it does not recognise emotions"),
    "explainability_required": Phrase(
        "explanation required", "an explanation is required", "no explanation is required"
    ),
    "external_transparency_required": Phrase(
        "transparency to others required", "others must be told of it", "others need not be told of it"
    ),
    "fairness_relevant": Phrase("fairness relevant", "fairness is relevant", "fairness is not relevant"),
    "file_form": _the("form of the file"),
    "generates_synthetic_content": Phrase(
        "synthetic content", "it generates synthetic content", "it generates no synthetic content"
    ),
    "generative": _it_is("generative"),
    "gpai": Phrase("general-purpose AI", "it is general-purpose AI", "it is not general-purpose AI"),
    "gpai_open_source": Phrase("free and open source", "it is free and open source", "it is not free and open source"),
    "group_framework_used": Phrase(
        "framework of the group used", "the framework of the group is used", "the framework of the group is not used"
    ),
    "has_model_adjustment": Phrase("model adjusted", "the model is adjusted", "the model is not adjusted"),
    "high_risk_route": _the("high-risk route"),
    "human_involved": Phrase("human oversight", "a human is involved", "no human is involved"),
    "incident": Phrase("serious incident", "a serious incident is on record", "no serious incident is on record"),
    "infrastructure_only": Phrase(
        "critical infrastructure alone",
        "Annex III point 2 alone matches",
        "Annex III point 2 does not match, or not alone",
    ),
    "input_data_under_control": Phrase(
        "input data under control",
        "the deployer controls the input data",
        "the deployer does not control the input data",
    ),
    "jurisdiction": _the("jurisdiction"),
    "kind": _the("kind"),
    "law_enforcement_or_border_context": Phrase(
        "law enforcement or border control",
        "it serves law enforcement or border control",
        "it serves neither law enforcement nor border control",
    ),
    "legacy_claim_holds": Phrase(
        "claim to be a legacy system holds",
        "the claim to be a legacy system holds",
        "no claim to be a legacy system holds",
    ),
    "lifecycle_stage": _the("stage of the life cycle"),
    "logs_under_control": Phrase(
        "logs under control", "the logs are under its control", "the logs are not under its control"
    ),
    "natural_person_interaction": Phrase(
        "deals with persons", "it deals directly with persons", "it does not deal directly with persons"
    ),
    "notified_body": Phrase("notified body", "a notified body is involved", "no notified body is involved"),
    "other_union_law": Phrase("other Union law", "other Union law applies", "no other Union law applies"),
    "personal_data": Phrase("personal data", "it uses personal data", "it uses no personal data"),
    "placed_on_market": Phrase("day placed on the market", "it was placed on the market"),
    "policy_cites_sr_11_7": Phrase(
        "policy cites SR 11-7", "the policy cites SR 11-7", "the policy does not cite SR 11-7"
    ),
    "post_rbi": Phrase(
        "remote identification afterwards",
        "it identifies people at a distance afterwards",
        "it does not identify people at a distance afterwards",
    ),
    "predetermined_changes": Phrase(
        "predetermined changes", "changes are determined in advance", "no changes are determined in advance"
    ),
    "prior_actor_change": Phrase(
        "change of roles", "roles under the law have changed hands", "no roles under the law have changed hands"
    ),
    "private_public_service": Phrase(
        "public services", "it serves public services", "it does not serve public services"
    ),
    "product_component": Phrase(
        "part of a product", "it is a product or a part of one", "it is neither a product nor a part of one"
    ),
    "profiling": Phrase("profiling", "it profiles persons", "it does not profile persons"),
    "provider_outside_eu": Phrase(
        "provider outside the EU", "the provider is outside the EU", "the provider is not outside the EU"
    ),
    "public_authority_use": Phrase(
        "used by public authorities", "public authorities use it", "public authorities do not use it"
    ),
    "public_body": Phrase("public body", "the organisation is a public body", "the organisation is not a public body"),
    "public_interest_text": Phrase(
        "texts of public interest", "it publishes texts of public interest", "it publishes no texts of public interest"
    ),
    "real_time_rbi": Phrase(
        "remote identification in real time",
        "it identifies people at a distance in real time",
        "it does not identify people at a distance in real time",
    ),
    "risk_class": _the("risk class"),
    "risk_materiality": _the("risk materiality"),
    "roles": Phrase("roles", "the role is"),
    "sme_or_smc": Phrase(
        "SME or small mid-cap",
        "the organisation is an SME or small mid-cap",
        "the organisation is no SME or small mid-cap",
    ),
    "special_category_data": Phrase(
        "special categories of personal data",
        "it uses special categories of personal data",
        "it uses no special categories of personal data",
    ),
    "substantial_modification": Phrase(
        "substantial modification", "it was substantially modified", "it was not substantially modified"
    ),
    "synthetic_training_data": Phrase(
        "synthetic training data", "it was trained with synthetic data", "it was not trained with synthetic data"
    ),
    "systemic_risk": Phrase("systemic risk", "it has systemic risk", "it has no systemic risk"),
    "third_party_components": Phrase(
        "components of third parties", "it has components of third parties", "it has no components of third parties"
    ),
    "third_party_model": Phrase("third-party model", "a model is a third party's", "no model is a third party's"),
    "trained_in_house": Phrase("trained in house", "a model was trained in house", "no model was trained in house"),
    "trained_with_data": Phrase("trained with data", "a model was trained with data", "no model was trained with data"),
    "uk_internal_model_firm": Phrase(
        "UK firm with internal models",
        "the firm uses internal models in the UK",
        "the firm uses no internal models in the UK",
    ),
    "uses_personal_attributes": Phrase(
        "personal attributes", "it uses personal attributes", "it uses no personal attributes"
    ),
    "vlop_or_same_provider_gpai": Phrase(
        "very large platform, or general-purpose model of the same provider",
        "it is part of a very large platform, or its general-purpose model is the provider's own",
        "it is part of no very large platform, and no general-purpose model in it is the provider's own",
    ),
    "web_crawled": Phrase(
        "crawled from the web", "training data was crawled from the web", "no training data was crawled from the web"
    ),
    "workplace_use": Phrase("used at work", "it is used at the workplace", "it is not used at the workplace"),
}
