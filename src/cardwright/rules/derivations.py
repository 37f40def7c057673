"""How each fact follows from the catalog.

Source of every derivation: the section `facts` of the field dictionary. A derivation is a function of one question
about an entity; it answers with a value, a set, or UNKNOWN. None means that there is nothing the fact could be about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardwright.catalog.graph import Catalog, Entry
from cardwright.rules.annex_iii import areas, only_infrastructure, points
from cardwright.rules.asking import Asking, any_true, union
from cardwright.rules.classification import classify
from cardwright.rules.deriving import Derive, any_is, claimed, declared, either, filled, holds, list_of, lists
from cardwright.rules.general_purpose import general_roles, open_source, platform_or_general_purpose, systemic_risk
from cardwright.rules.legacy import legacy_claim_holds
from cardwright.rules.matcher import UNKNOWN, AtLeast

JURISDICTIONS = {"SG": "sg", "HK": "hk", "US": "us", "GB": "uk"}
MEMBER_STATES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU_MEMBER_STATES = frozenset(MEMBER_STATES.split())
LARGE_BANK = 30.0
"""SR 26-2: the mark of most relevance, in billion US dollars of total assets."""


def _roles(ask: Asking) -> Any:
    if ask.entry.kind == "organisation":
        of_models = [general_roles(ask, entry) for entry in ask.catalog.by_kind("model")]
        return union([*(list_of(ask, entry, "actors.roles") for entry in ask.catalog.by_kind("system")), *of_models])
    model = ask.entry.kind in ("model", "model_version")
    own = [general_roles(ask, entry) for entry in ask.entities("model")] if model else []
    if ask.system is None and ask.entry.kind not in ("system", "use_case"):
        return union(own)
    return union([*lists(ask, "system", "actors.roles"), *own])


def _product_component(ask: Asking) -> Any:
    role = ask.one("system", "classification.product.role")
    return role if role in (UNKNOWN, None) else role != "none"


def _annex_i_section(ask: Asking) -> Any:
    role = ask.one("system", "classification.product.role")
    return "none" if role == "none" else ask.one("system", "classification.product.annex_i_section")


def _jurisdiction(ask: Asking) -> Any:
    if ask.entry.kind == "organisation":
        groups = [_countries(ask.catalog, entry) for entry in ask.catalog.by_kind("system")]
        groups += [_countries(ask.catalog, entry) for entry in ask.catalog.by_kind("use_case")]
        return union([*groups])
    places_of_use = [list_of(ask, entry, "scope.countries") for entry in ask.entities("use_case")]
    groups = [union(places_of_use), union(lists(ask, "system", "market.countries"))]
    deployments = [
        value for value in ask.values("system", "operation.deployments.countries") if isinstance(value, list)
    ]
    countries = union([*(None if group == UNKNOWN else group for group in groups), *deployments])
    if countries == UNKNOWN:
        return UNKNOWN
    places = frozenset(_jurisdiction_of(country) for country in countries)
    return AtLeast(places) if isinstance(countries, AtLeast) else places


def _countries(catalog: Catalog, entry: Entry) -> Any:
    found = _jurisdiction(Asking(catalog, entry, None))
    return None if found == UNKNOWN else found


def _jurisdiction_of(country: str) -> str:
    return JURISDICTIONS.get(country) or ("eu" if country in EU_MEMBER_STATES else "other")


def _materiality(ask: Asking) -> Any:
    """The highest inherent rating of the use cases that count; one that is not rated could be the highest."""
    ratings = ask.values("use_case", "materiality.inherent_rating")
    if not ratings:
        return UNKNOWN
    if "high" in ratings:
        return "high"
    return UNKNOWN if None in ratings else max(ratings, key=("low", "medium", "high").index)


def _trained_with_data(ask: Asking) -> Any:
    approaches = ask.values("model", "design.training_approach")
    return any_true([None if value is None else value != "not_trained" for value in approaches])


def _substantial_modification(ask: Asking) -> Any:
    logs = lists(ask, "system", "changes.log")
    if None in logs or not logs:
        return UNKNOWN if logs else None
    changes = [change for log in logs for change in log if change.significance in ("substantial", None)]
    substantial = [change for change in changes if change.significance]
    if not substantial:
        return UNKNOWN if changes else False
    assessed = ask.values("system", "conformity.assessment.date")
    if None in assessed:
        return UNKNOWN
    if any(change.date and change.date > max(assessed) for change in substantial):
        return True
    return UNKNOWN if any(change.date is None or change.significance is None for change in changes) else False


def _notified_body(ask: Asking) -> Any:
    named = ask.one("system", "conformity.assessment.notified_body")
    ask.missing.clear()
    if named not in (UNKNOWN, None):
        return True
    procedure = ask.one("system", "conformity.assessment.procedure")
    return procedure if procedure in (UNKNOWN, None) else procedure == "annex_vii"


def _provider_outside_eu(ask: Asking) -> Any:
    roles = _roles(ask)
    named = ask.one("system", "actors.provider.country")
    own = ask.one("organisation", "legal_identity.country")
    country = own if roles != UNKNOWN and "provider" in (roles or ()) else named
    return country if country in (UNKNOWN, None) else country not in EU_MEMBER_STATES


def _large(ask: Asking) -> Any:
    assets = ask.one("organisation", "supervision.total_assets")
    return assets if assets in (UNKNOWN, None) else assets > LARGE_BANK


def _sme(ask: Asking) -> Any:
    size = ask.one("organisation", "legal_identity.size_class")
    return size if size in (UNKNOWN, None) else size != "large"


def _external_transparency(ask: Asking) -> Any:
    levels = ask.values("use_case", "fairness_and_ethics.transparency_level.external")
    return any_true([None if level is None else level != "none" for level in levels])


def _third_party_model(ask: Asking) -> Any:
    approaches = ask.values("model", "design.training_approach")
    if any(value in ("trained_by_third_party", "fine_tuned_in_house") for value in approaches):
        return True
    if any(value is not None for value in ask.values("model", "supply.supplier.supplier")):
        return True
    return any_true([None if value is None else False for value in approaches])


def _third_party_components(ask: Asking) -> Any:
    components = lists(ask, "system", "composition.components")
    named = any_true([None if part is None else any(item.supplier for item in part) for part in components])
    return any_true([value for value in (named, _third_party_model(ask)) if value is not None])


def _uses_personal_attributes(ask: Asking) -> Any:
    attributes = filled("use_case", "fairness_and_ethics.fairness.attributes")(ask)
    features = [value for value in ask.values("model_version", "data.features.personal_attribute") if value is not None]
    return True if any(features) else attributes


def _generative(ask: Asking) -> Any:
    """A model by its own word; a system or use case by any model inside, or by what it shows to people."""
    models = any_is("model", "design.generative")
    if ask.entry.kind in ("model", "model_version"):
        return models(ask)
    return either(models, filled("system", "characteristics.generated_content"))(ask)


def _personal_data(ask: Asking) -> Any:
    """A dataset by its own word; everything else also by what is processed in operation."""
    datasets = any_is("dataset", "protection.personal_data.present")
    if ask.entry.kind == "dataset":
        return datasets(ask)
    return either(any_is("system", "data_protection.personal_data.present"), datasets)(ask)


def _placed_on_market(ask: Asking) -> Any:
    if ask.entry.kind in ("model", "model_version"):
        return ask.one("model", "general_purpose.union_market_date")
    return ask.one("system", "market.placed_on_market")


def _decision_domain(ask: Asking) -> Any:
    """The domain of the use case; on a system the domains of all its use cases."""
    domains = ask.values("use_case", "scope.decision_domain")
    if len(set(domains)) < 2:
        return ask.one("use_case", "scope.decision_domain")
    return union([None if domain is None else (domain,) for domain in domains])


def _lifecycle(ask: Asking) -> Any:
    kind = {"model_version": "model", "dataset": "system"}.get(ask.entry.kind, ask.entry.kind)
    return ask.one(kind, "lifecycle_stage") if kind in ("use_case", "system", "model") else None


def _classified(attribute: str) -> Derive:
    def derive(ask: Asking) -> Any:
        if ask.entry.kind != "system" and ask.system is None:
            return None
        return getattr(classify(ask), attribute)

    return derive


OF_PARTS = frozenset(
    """
    kind roles lifecycle_stage generative personal_data special_category_data trained_with_data trained_in_house gpai
    third_party_model third_party_components continues_learning auto_updates web_crawled synthetic_training_data
    has_model_adjustment gpai_open_source systemic_risk uses_personal_attributes placed_on_market
    """.split()  # noqa: SIM905  a table of names reads better
)
"""Facts on which a model, a version or a dataset inside a system has its own say; the others are the system's."""

DERIVATIONS: Mapping[str, Derive] = {
    "kind": lambda ask: ask.entry.kind,
    "roles": _roles,
    "risk_class": _classified("risk_class"),
    "high_risk_route": _classified("route"),
    "annex_i_section": _annex_i_section,
    "annex_iii": points,
    "annex_iii_area": areas,
    "infrastructure_only": only_infrastructure,
    "profiling": declared("system", "characteristics.profiling"),
    "derogation_claimed": claimed("system", "classification.derogation.conditions"),
    "product_component": _product_component,
    "decisions_about_persons": any_is("system", "characteristics.decisions_about_persons"),
    "natural_person_interaction": filled("system", "characteristics.interacts_with"),
    "customer_facing": holds("system", "characteristics.interacts_with", "customers"),
    "generates_synthetic_content": filled("system", "characteristics.generated_content"),
    "generative": _generative,
    "agentic": any_is("system", "characteristics.agentic"),
    "deepfake": any_is("system", "characteristics.deep_fakes"),
    "public_interest_text": any_is("system", "characteristics.public_interest_text"),
    "emotion_recognition": holds("system", "characteristics.biometrics", "emotion_recognition"),
    "biometric_categorisation": holds("system", "characteristics.biometrics", "categorisation"),
    "real_time_rbi": holds("system", "characteristics.biometrics", "real_time_remote_identification"),
    "post_rbi": holds("system", "characteristics.biometrics", "post_remote_identification"),
    "law_enforcement_or_border_context": any_is("system", "characteristics.law_enforcement_or_border_context"),
    "workplace_use": any_is("system", "characteristics.workplace_use"),
    "education_use": any_is("system", "characteristics.education_use"),
    "private_public_service": any_is("system", "characteristics.public_service"),
    "public_body": declared("organisation", "legal_identity.public_body"),
    "vlop_or_same_provider_gpai": platform_or_general_purpose,
    "human_involved": any_is("system", "human_oversight.mode", "in_the_loop", "over_the_loop"),
    "personal_data": _personal_data,
    "uses_personal_attributes": _uses_personal_attributes,
    "special_category_data": any_is("dataset", "bias.special_category_use.used"),
    "trained_with_data": _trained_with_data,
    "trained_in_house": any_is("model", "design.training_approach", "trained_in_house", "fine_tuned_in_house"),
    "third_party_model": _third_party_model,
    "third_party_components": _third_party_components,
    "continues_learning": any_is("model", "design.update_mode", "continuous_learning"),
    "auto_updates": any_is("model", "design.update_mode", "automatic_updates", "continuous_learning"),
    "web_crawled": any_is("dataset", "origin.sources.kind", "web_crawl"),
    "synthetic_training_data": any_is("dataset", "origin.sources.kind", "synthetic"),
    "has_model_adjustment": filled("model_version", "model_risk.adjustments"),
    "gpai": any_is("model", "general_purpose.is_general_purpose"),
    "gpai_open_source": open_source,
    "systemic_risk": systemic_risk,
    "code_of_practice_signatory": declared("organisation", "supervision.code_of_practice_signatory"),
    "placed_on_market": _placed_on_market,
    "legacy_claim_holds": legacy_claim_holds,
    "public_authority_use": any_is("system", "characteristics.public_authority_use"),
    "input_data_under_control": any_is("system", "deployer_use.use.input_data_under_control"),
    "logs_under_control": any_is("system", "operation.logging.under_control"),
    "incident": any_is("system", "operation.incidents.serious"),
    "predetermined_changes": filled("system", "changes.predetermined"),
    "substantial_modification": _substantial_modification,
    "prior_actor_change": filled("system", "actors.role_changes"),
    "notified_body": _notified_body,
    "other_union_law": filled("system", "conformity.other_union_law"),
    "provider_outside_eu": _provider_outside_eu,
    "sme_or_smc": _sme,
    "jurisdiction": _jurisdiction,
    "lifecycle_stage": _lifecycle,
    "decision_domain": _decision_domain,
    "risk_materiality": _materiality,
    "basic_regime": claimed("organisation", "supervision.basic_regime.applies"),
    "policy_cites_sr_11_7": claimed("organisation", "supervision.policy_cites_sr_11_7"),
    "group_framework_used": any_is("use_case", "scope.group_framework.used"),
    "fairness_relevant": any_is("use_case", "fairness_and_ethics.fairness.relevant"),
    "explainability_required": any_is("use_case", "fairness_and_ethics.transparency_level.explanation_required"),
    "external_transparency_required": _external_transparency,
    "assets_over_usd_30bn": _large,
    "uk_internal_model_firm": declared("organisation", "supervision.uk_internal_model_firm"),
}
"""Every fact by name; the names are those that `applies` uses."""
