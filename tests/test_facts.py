"""Facts: what follows from the fields, and that what is not stated is unknown rather than false."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest

from cardwright.catalog.graph import Catalog
from cardwright.rules.derivations import DERIVATIONS
from cardwright.rules.facts import FactBook, Facts, is_open
from cardwright.rules.matcher import UNKNOWN, AtLeast

Build = Callable[[str], Catalog]


def files(*entities: dict[str, Any]) -> str:
    """A catalog of several entities; JSON is YAML."""
    return "".join(f"## {number}.yaml\n{json.dumps(data)}\n" for number, data in enumerate(entities))


def system(ref: str = "s", **fields: Any) -> dict[str, Any]:
    """A system with these fields."""
    return {"kind": "system", "id": ref, "name": ref, **fields}


def model(ref: str = "m", **fields: Any) -> dict[str, Any]:
    """A model with these fields."""
    return {"kind": "model", "id": ref, "name": ref, **fields}


def version(of: str = "m", number: str = "1", **fields: Any) -> dict[str, Any]:
    """A version of a model with these fields."""
    return {"kind": "model_version", "model": f"model:{of}", "version": number, **fields}


def dataset(ref: str = "d", **fields: Any) -> dict[str, Any]:
    """A dataset with these fields."""
    return {"kind": "dataset", "id": ref, "name": ref, **fields}


def use_case(ref: str = "u", **fields: Any) -> dict[str, Any]:
    """A use case with these fields."""
    return {"kind": "use_case", "id": ref, "name": ref, **fields}


def organisation(**fields: Any) -> dict[str, Any]:
    """The organisation with these fields."""
    return {"kind": "organisation", "id": "bank", "name": "Bank", **fields}


def using(*versions: str, **fields: Any) -> dict[str, Any]:
    """A system made of these model versions."""
    return system(composition={"models": [{"model": f"model:{name}"} for name in versions]}, **fields)


def data_of(*names: str) -> dict[str, Any]:
    """The data section of a version that uses these datasets."""
    return {"datasets": [{"dataset": f"dataset:{name}"} for name in names]}


def facts(catalog: Catalog, ref: str) -> Facts:
    """The facts about an entity, within the first system that reaches it."""
    return FactBook(catalog).of(catalog.entities[ref])[0]


S = "system:s"
NO_ANSWER = UNKNOWN
ONE_MODEL = (using("m@1"), version(data=data_of("d")), dataset())
CASES: dict[str, list[tuple[tuple[dict[str, Any], ...], str, Any]]] = {
    "roles": [
        ((system(actors={"roles": ["provider", "deployer"]}),), S, {"provider", "deployer"}),
        ((system(actors={"roles": []}),), S, set()),
        ((system(),), S, NO_ANSWER),
        ((organisation(), system(actors={"roles": ["provider"]})), "organisation:bank", {"provider"}),
        (
            (organisation(), system(), system("t", actors={"roles": ["provider"]})),
            "organisation:bank",
            AtLeast({"provider"}),
        ),
        ((organisation(), system()), "organisation:bank", NO_ANSWER),
        ((organisation(),), "organisation:bank", set()),
        ((model(general_purpose={"roles": ["gpai_provider"]}),), "model:m", {"gpai_provider"}),
        ((model(general_purpose={"is_general_purpose": True}),), "model:m", NO_ANSWER),
        ((model(general_purpose={"is_general_purpose": False}),), "model:m", set()),
        ((using("m@1", actors={"roles": ["deployer"]}), version(), model()), "model:m", {"deployer"}),
        (
            (
                using("m@1", actors={"roles": ["deployer"]}),
                version(),
                model(general_purpose={"is_general_purpose": True}),
            ),
            "model:m",
            AtLeast({"deployer"}),
        ),
        ((using("m@1"), version(), model()), "model:m", NO_ANSWER),
        ((use_case(systems=["system:s"]), system(actors={"roles": ["deployer"]})), "use_case:u", {"deployer"}),
        ((use_case(), system(actors={"roles": ["deployer"]})), "use_case:u", NO_ANSWER),
    ],
    "annex_iii": [
        ((system(classification={"annex_iii_points": ["5(b)"]}),), S, {"5(b)"}),
        ((system(classification={"annex_iii_points": []}),), S, set()),
        ((system(),), S, NO_ANSWER),
        ((dataset(),), "dataset:d", None),
    ],
    "annex_iii_area": [
        ((system(classification={"annex_iii_points": ["5(b)", "5(c)", "2"]}),), S, {"5", "2"}),
        ((system(),), S, NO_ANSWER),
    ],
    "infrastructure_only": [
        ((system(classification={"annex_iii_points": ["2"]}),), S, True),
        ((system(classification={"annex_iii_points": ["2", "5(b)"]}),), S, False),
        ((system(classification={"annex_iii_points": []}),), S, False),
        (
            (
                system(
                    classification={"annex_iii_points": ["2"]}, characteristics={"biometrics": ["emotion_recognition"]}
                ),
            ),
            S,
            False,
        ),
        ((system(),), S, NO_ANSWER),
        ((dataset(),), "dataset:d", None),
    ],
    "annex_i_section": [
        ((system(classification={"product": {"role": "none"}}),), S, "none"),
        ((system(classification={"product": {"role": "product", "annex_i_section": "B"}}),), S, "B"),
        ((system(classification={"product": {"role": "product"}}),), S, NO_ANSWER),
        ((system(),), S, NO_ANSWER),
    ],
    "derogation_claimed": [
        ((system(),), S, False),
        ((system(classification={"derogation": {"conditions": []}}),), S, False),
        ((system(classification={"derogation": {"conditions": ["a"]}}),), S, True),
    ],
    "natural_person_interaction": [
        ((system(characteristics={"interacts_with": ["public"]}),), S, True),
        ((system(characteristics={"interacts_with": []}),), S, False),
        ((system(),), S, NO_ANSWER),
    ],
    "customer_facing": [
        ((system(characteristics={"interacts_with": ["customers"]}),), S, True),
        ((system(characteristics={"interacts_with": ["public"]}),), S, False),
        ((system(),), S, NO_ANSWER),
    ],
    "emotion_recognition": [
        ((system(characteristics={"biometrics": ["emotion_recognition"]}),), S, True),
        ((system(characteristics={"biometrics": []}),), S, False),
        ((system(characteristics={}),), S, NO_ANSWER),
    ],
    "human_involved": [
        ((system(human_oversight={"mode": "over_the_loop"}),), S, True),
        ((system(human_oversight={"mode": "out_of_the_loop"}),), S, False),
        ((system(),), S, NO_ANSWER),
    ],
    "agentic": [
        (
            (
                use_case(systems=["system:s", "system:t"]),
                system(characteristics={"agentic": False}),
                system("t", characteristics={"agentic": True}),
            ),
            "use_case:u",
            True,
        ),
        (
            (use_case(systems=["system:s", "system:t"]), system(characteristics={"agentic": False}), system("t")),
            "use_case:u",
            NO_ANSWER,
        ),
        (
            (use_case(systems=["system:s", "system:gone"]), system(characteristics={"agentic": False})),
            "use_case:u",
            NO_ANSWER,
        ),
        ((use_case(systems=[]),), "use_case:u", None),
        ((use_case(),), "use_case:u", NO_ANSWER),
    ],
    "generative": [
        (
            (using("m@1", characteristics={"generated_content": []}), version(), model(design={"generative": False})),
            S,
            False,
        ),
        (
            (using("m@1", characteristics={"generated_content": []}), version(), model(design={"generative": True})),
            S,
            True,
        ),
        ((using("m@1", characteristics={"generated_content": ["text"]}), version(), model()), S, True),
        ((using("m@1", characteristics={"generated_content": []}), version(), model()), S, NO_ANSWER),
        ((using("m@1", characteristics={"generated_content": []}),), S, NO_ANSWER),
        ((using("m@1", characteristics={"generated_content": []}), version()), S, NO_ANSWER),
        ((using(characteristics={"generated_content": []}),), S, False),
        ((system(characteristics={"generated_content": []}),), S, NO_ANSWER),
        (
            (system(characteristics={"generated_content": []}, composition={"models": [{"purpose": "It ranks."}]}),),
            S,
            NO_ANSWER,
        ),
        (
            (
                using("m@1", characteristics={"generated_content": ["text"]}),
                version(),
                model(design={"generative": False}),
            ),
            "model:m",
            False,
        ),
        (
            (
                using("m@1", "n@1"),
                version(),
                version("n"),
                model(design={"generative": True}),
                model("n", design={"generative": False}),
            ),
            "model:n",
            False,
        ),
    ],
    "trained_in_house": [
        ((using("m@1"), version(), model(design={"training_approach": "fine_tuned_in_house"})), S, True),
        ((using("m@1"), version(), model(design={"training_approach": "not_trained"})), S, False),
        ((using("m@1"), version(), model()), S, NO_ANSWER),
    ],
    "trained_with_data": [
        ((using("m@1"), version(), model(design={"training_approach": "not_trained"})), S, False),
        ((using("m@1"), version(), model(design={"training_approach": "trained_by_third_party"})), S, True),
    ],
    "third_party_model": [
        ((using("m@1"), version(), model(supply={"supplier": {"supplier": "Vendor Ltd"}})), S, True),
        ((using("m@1"), version(), model(design={"training_approach": "trained_in_house"})), S, False),
        ((using("m@1"), version(), model()), S, NO_ANSWER),
    ],
    "auto_updates": [
        ((using("m@1"), version(), model(design={"update_mode": "continuous_learning"})), S, True),
        ((using("m@1"), version(), model(design={"update_mode": "static"})), S, False),
    ],
    "personal_data": [
        ((*ONE_MODEL[:2], dataset(protection={"personal_data": {"present": True}})), S, True),
        (
            (
                using("m@1", data_protection={"personal_data": {"present": False}}),
                version(data=data_of("d")),
                dataset(protection={"personal_data": {"present": False}}),
            ),
            S,
            False,
        ),
        (
            (
                using("m@1", data_protection={"personal_data": {"present": False}}),
                version(data=data_of("d")),
                dataset(),
            ),
            S,
            NO_ANSWER,
        ),
        (
            (
                using("m@1", "m@2", data_protection={"personal_data": {"present": False}}),
                version(data=data_of("d")),
                version("m", "2"),
                dataset(protection={"personal_data": {"present": False}}),
            ),
            S,
            NO_ANSWER,
        ),
        (
            (using("m@1", data_protection={"personal_data": {"present": False}}), version(data={"datasets": []})),
            S,
            False,
        ),
        (
            (
                using("m@1", data_protection={"personal_data": {"present": True}}),
                version(data=data_of("d")),
                dataset(protection={"personal_data": {"present": False}}),
            ),
            "dataset:d",
            False,
        ),
    ],
    "special_category_data": [
        ((using("m@1"), version(data=data_of("d")), dataset(bias={"special_category_use": {"used": True}})), S, True),
        ((using("m@1"), version(data=data_of("d")), dataset()), S, NO_ANSWER),
        ((using("m@1"), version(data={"datasets": []})), S, None),
        ((using("m@1"), version()), S, NO_ANSWER),
        ((version(),), "model:m@1", NO_ANSWER),
    ],
    "web_crawled": [
        ((*ONE_MODEL[:2], dataset(origin={"sources": [{"kind": "web_crawl"}]})), S, True),
        ((*ONE_MODEL[:2], dataset(origin={"sources": [{"kind": "synthetic"}]})), S, False),
        ((*ONE_MODEL[:2], dataset(origin={"sources": []})), S, False),
        ((*ONE_MODEL[:2], dataset(origin={"sources": [{"name": "a"}]})), S, NO_ANSWER),
    ],
    "gpai_open_source": [
        ((model(supply={"licence": {"category": "proprietary"}}),), "model:m", False),
        ((model(supply={"licence": {"category": "free_and_open"}}),), "model:m", False),
        (
            (
                model(
                    supply={
                        "licence": {"category": "free_and_open"},
                        "open_release": {
                            "weights_url": "https://example.com/w",
                            "architecture_url": "https://example.com/a",
                            "usage_information_url": "https://example.com/u",
                        },
                    }
                ),
            ),
            "model:m",
            True,
        ),
        ((model(),), "model:m", NO_ANSWER),
    ],
    "systemic_risk": [
        ((model(), version(training={"compute": [{"floating_point_operations": 2e25}]})), "model:m", True),
        (
            (
                model(),
                version(
                    training={"compute": [{"floating_point_operations": 6e24}, {"floating_point_operations": 6e24}]}
                ),
            ),
            "model:m",
            True,
        ),
        ((model(), version(training={"compute": [{"floating_point_operations": 1e25}]})), "model:m", False),
        (
            (model(), version(training={"compute": [{"floating_point_operations": 1e22}], "base_model_compute": 1e25})),
            "model:m",
            True,
        ),
        (
            (model(), version(parents=["model:b@1"], training={"compute": [{"floating_point_operations": 1e22}]})),
            "model:m",
            NO_ANSWER,
        ),
        ((model(), version(training={"compute": [{}]})), "model:m", NO_ANSWER),
        ((model(), version()), "model:m", NO_ANSWER),
        ((model(),), "model:m", NO_ANSWER),
        ((model(general_purpose={"commission_notification": {"decision": "designated"}}),), "model:m", True),
        (
            (
                model(general_purpose={"commission_notification": {"decision": "presumption_rebutted"}}),
                version(training={"compute": [{"floating_point_operations": 2e25}]}),
            ),
            "model:m",
            False,
        ),
        (
            (
                using("m@1", "n@1"),
                model(),
                model("n"),
                version(training={"compute": [{"floating_point_operations": 2e25}]}),
                version("n", training={"compute": [{"floating_point_operations": 1e22}]}),
            ),
            "model:n",
            False,
        ),
        (
            (
                using("m@1", "n@1"),
                model(),
                model("n"),
                version(training={"compute": [{"floating_point_operations": 6e24}]}),
                version("n", training={"compute": [{"floating_point_operations": 6e24}]}),
            ),
            S,
            False,
        ),
        (
            (
                using("m@1", "n@1"),
                model(),
                model("n"),
                version(training={"compute": [{"floating_point_operations": 1e22}]}),
                version("n", training={"compute": [{"floating_point_operations": 2e25}]}),
            ),
            S,
            True,
        ),
    ],
    "placed_on_market": [
        ((system(market={"placed_on_market": "2026-06-01"}),), S, datetime.date(2026, 6, 1)),
        ((system(),), S, NO_ANSWER),
        (
            (
                using("m@1", market={"placed_on_market": "2024-06-01"}),
                version(),
                model(general_purpose={"union_market_date": "2026-02-01"}),
            ),
            "model:m",
            datetime.date(2026, 2, 1),
        ),
        ((using("m@1", market={"placed_on_market": "2024-06-01"}), version(), model()), "model:m", NO_ANSWER),
    ],
    "incident": [
        ((system(operation={"incidents": []}),), S, False),
        ((system(operation={"incidents": [{"serious": False}, {"serious": True}]}),), S, True),
        ((system(operation={"incidents": [{"serious": False}, {"id": "i"}]}),), S, NO_ANSWER),
        ((system(),), S, NO_ANSWER),
    ],
    "substantial_modification": [
        ((system(changes={"log": []}),), S, False),
        ((system(changes={"log": [{"significance": "minor", "date": "2026-05-01"}]}),), S, False),
        ((system(changes={"log": [{"date": "2026-05-01"}]}),), S, NO_ANSWER),
        (
            (
                system(
                    changes={"log": [{"significance": "substantial", "date": "2026-05-02"}]},
                    conformity={"assessment": {"date": "2026-05-01"}},
                ),
            ),
            S,
            True,
        ),
        (
            (
                system(
                    changes={"log": [{"significance": "substantial", "date": "2026-05-01"}]},
                    conformity={"assessment": {"date": "2026-05-01"}},
                ),
            ),
            S,
            False,
        ),
        (
            (
                system(
                    changes={"log": [{"significance": "substantial", "date": "2026-04-01"}, {"date": "2026-06-01"}]},
                    conformity={"assessment": {"date": "2026-05-01"}},
                ),
            ),
            S,
            NO_ANSWER,
        ),
        (
            (
                system(
                    changes={"log": [{"significance": "substantial"}]},
                    conformity={"assessment": {"date": "2026-05-01"}},
                ),
            ),
            S,
            NO_ANSWER,
        ),
        ((system(changes={"log": [{"significance": "substantial", "date": "2026-05-02"}]}),), S, NO_ANSWER),
        ((system(),), S, NO_ANSWER),
    ],
    "notified_body": [
        ((system(conformity={"assessment": {"procedure": "annex_vii"}}),), S, True),
        ((system(conformity={"assessment": {"procedure": "annex_vi"}}),), S, False),
        ((system(conformity={"assessment": {"notified_body": {"name": "Body", "number": "0123"}}}),), S, True),
        ((system(),), S, NO_ANSWER),
    ],
    "provider_outside_eu": [
        ((organisation(legal_identity={"country": "SG"}), system(actors={"roles": ["provider"]})), S, True),
        (
            (
                organisation(legal_identity={"country": "SG"}),
                system(actors={"roles": ["deployer"], "provider": {"name": "V", "country": "IE"}}),
            ),
            S,
            False,
        ),
        ((organisation(), system(actors={"roles": ["provider"]})), S, NO_ANSWER),
        ((system(actors={"roles": ["provider"]}),), S, NO_ANSWER),
    ],
    "public_body": [
        ((organisation(legal_identity={"public_body": True}), system()), S, True),
        ((organisation(), system()), S, NO_ANSWER),
        ((system(),), S, NO_ANSWER),
    ],
    "sme_or_smc": [
        ((organisation(legal_identity={"size_class": "large"}), system()), S, False),
        ((organisation(legal_identity={"size_class": "small_mid_cap"}), system()), S, True),
        ((organisation(), system()), S, NO_ANSWER),
    ],
    "assets_over_usd_30bn": [
        ((organisation(supervision={"total_assets": 30}), system()), S, False),
        ((organisation(supervision={"total_assets": 30.1}), system()), S, True),
        ((organisation(), system()), S, NO_ANSWER),
    ],
    "basic_regime": [
        ((organisation(supervision={"basic_regime": {"applies": True}}), system()), S, True),
        ((organisation(), system()), S, False),
        ((system(),), S, False),
    ],
    "jurisdiction": [
        ((system(market={"countries": ["DE", "SG", "BR"]}),), S, {"eu", "sg", "other"}),
        ((system(market={"countries": ["GB", "US", "HK"]}),), S, {"uk", "us", "hk"}),
        ((system(),), S, NO_ANSWER),
        ((system(operation={"deployments": [{"id": "a", "countries": ["SG"]}]}),), S, AtLeast({"sg"})),
        (
            (use_case(systems=["system:s"], scope={"countries": ["SG"]}), system(market={"countries": ["DE"]})),
            S,
            {"sg", "eu"},
        ),
        ((use_case(systems=["system:s"]), system(market={"countries": ["DE"]})), S, AtLeast({"eu"})),
        (
            (
                use_case(systems=["system:s"], scope={"countries": ["SG"]}),
                use_case("v", systems=["system:s"]),
                system(market={"countries": ["SG"]}),
            ),
            S,
            AtLeast({"sg"}),
        ),
        ((organisation(), system(market={"countries": ["DE"]}), system("t")), "organisation:bank", AtLeast({"eu"})),
    ],
    "risk_materiality": [
        ((use_case(materiality={"inherent_rating": "medium"}),), "use_case:u", "medium"),
        (
            (
                use_case(systems=["system:s"], materiality={"inherent_rating": "low"}),
                use_case("v", systems=["system:s"], materiality={"inherent_rating": "high"}),
                system(),
            ),
            S,
            "high",
        ),
        (
            (
                use_case(systems=["system:s"], materiality={"inherent_rating": "high"}),
                use_case("v", systems=["system:s"]),
                system(),
            ),
            S,
            "high",
        ),
        (
            (
                use_case(systems=["system:s"], materiality={"inherent_rating": "low"}),
                use_case("v", systems=["system:s"]),
                system(),
            ),
            S,
            NO_ANSWER,
        ),
        ((system(),), S, NO_ANSWER),
    ],
    "decision_domain": [
        ((use_case(scope={"decision_domain": "credit"}),), "use_case:u", "credit"),
        (
            (
                use_case(systems=["system:s"], scope={"decision_domain": "credit"}),
                use_case("v", systems=["system:s"], scope={"decision_domain": "fraud"}),
                system(),
            ),
            S,
            {"credit", "fraud"},
        ),
        (
            (
                use_case(systems=["system:s"], scope={"decision_domain": "credit"}),
                use_case("v", systems=["system:s"]),
                system(),
            ),
            S,
            AtLeast({"credit"}),
        ),
        ((use_case(),), "use_case:u", NO_ANSWER),
    ],
    "uses_personal_attributes": [
        ((use_case(fairness_and_ethics={"fairness": {"attributes": []}}, systems=[]),), "use_case:u", False),
        ((use_case(fairness_and_ethics={"fairness": {"attributes": [{"attribute": "sex"}]}}),), "use_case:u", True),
        ((use_case(),), "use_case:u", NO_ANSWER),
    ],
    "vlop_or_same_provider_gpai": [
        ((using(characteristics={"very_large_online_platform": False}),), S, False),
        (
            (
                using("m@1", characteristics={"very_large_online_platform": False}),
                version(),
                model(general_purpose={"is_general_purpose": True, "roles": ["gpai_provider"]}),
            ),
            S,
            True,
        ),
        (
            (
                using("m@1", characteristics={"very_large_online_platform": False}),
                version(),
                model(general_purpose={"is_general_purpose": True, "roles": ["user"]}),
            ),
            S,
            False,
        ),
        ((using("m@1", characteristics={"very_large_online_platform": False}), version(), model()), S, NO_ANSWER),
        ((system(),), S, NO_ANSWER),
    ],
    "lifecycle_stage": [
        ((use_case(lifecycle_stage="pilot"),), "use_case:u", "pilot"),
        ((model(lifecycle_stage="production"), version()), "model:m@1", "production"),
        ((using("m@1", lifecycle_stage="retired"), version(data=data_of("d")), dataset()), "dataset:d", "retired"),
        ((system(),), S, NO_ANSWER),
    ],
}


@pytest.mark.parametrize(
    ("name", "entities", "ref", "expected"),
    [(name, *case) for name, cases in CASES.items() for case in cases],
    ids=[f"{name}-{number}" for name, cases in CASES.items() for number in range(len(cases))],
)
def test_how_a_fact_follows(
    catalog_of: Build, name: str, entities: tuple[dict[str, Any], ...], ref: str, expected: Any
) -> None:
    """A fact follows from the fields that decide it, and is unknown, or known in part, while one of them is missing."""
    found = facts(catalog_of(files(*entities)), ref)[name]
    assert found == expected
    assert isinstance(found, AtLeast) is isinstance(expected, AtLeast)


CLAIMS = {"derogation_claimed", "basic_regime", "policy_cites_sr_11_7", "legacy_claim_holds"}
IDENTITY = {"kind"}
BACKWARDS = {
    "decision_domain", "group_framework_used", "fairness_relevant", "explainability_required",
    "external_transparency_required", "uses_personal_attributes",
}  # fmt: skip
"""Facts of use cases: of a system that no use case names they are unknown, and a use case has to be written."""


@pytest.mark.parametrize("name", sorted(set(DERIVATIONS) - CLAIMS - IDENTITY))
def test_an_empty_system_settles_nothing(catalog_of: Build, name: str) -> None:
    """About a system that states nothing every fact is unknown; only claims are false when they are absent."""
    about = facts(catalog_of(files(organisation(), system())), S)
    assert about[name] == UNKNOWN


@pytest.mark.parametrize("name", sorted(set(DERIVATIONS) - CLAIMS - IDENTITY - BACKWARDS - {"risk_materiality"}))
def test_an_unknown_fact_says_what_would_settle_it(catalog_of: Build, name: str) -> None:
    """Every unknown fact names at least one field of an entity that would settle it."""
    fact = facts(catalog_of(files(organisation(), system())), S).fact(name)
    assert is_open(fact.value)
    assert all(place.pointer for _, place in fact.needs)
    assert fact.needs


@pytest.mark.parametrize(
    ("entities", "name", "needs"),
    [
        ((system(),), "generative", {(S, "composition.models"), (S, "characteristics.generated_content")}),
        ((using("m@1"), version(), model()), "trained_in_house", {("model:m", "design.training_approach")}),
        ((using("m@1"),), "gpai", {(S, "composition.models[0].model")}),
        ((using("m@1"), version(data=data_of("gone"))), "web_crawled", {("model:m@1", "data.datasets[0].dataset")}),
        ((using("m@1"), version()), "web_crawled", {("model:m@1", "data.datasets")}),
        ((organisation(), system()), "public_body", {("organisation:bank", "legal_identity.public_body")}),
    ],
)
def test_the_field_named_is_where_the_answer_belongs(
    catalog_of: Build, entities: tuple[dict[str, Any], ...], name: str, needs: set[tuple[str, str]]
) -> None:
    """The field to fill in may stand on another entity; a reference that leads nowhere is named itself."""
    fact = facts(catalog_of(files(*entities)), S).fact(name)
    assert {(ref, place.pointer) for ref, place in fact.needs} == needs


def test_a_part_is_seen_within_each_of_its_systems(catalog_of: Build) -> None:
    """A dataset has one set of facts for every system that reaches it, in order of reference."""
    catalog = catalog_of(
        files(
            using("m@1", characteristics={"profiling": True}),
            {**using("m@1", characteristics={"profiling": False}), "id": "t"},
            version(data=data_of("d")),
            dataset(),
        )
    )
    assert [about["profiling"] for about in FactBook(catalog).of(catalog.entities["dataset:d"])] == [True, False]


def test_a_part_that_no_system_uses_has_none_of_its_facts(catalog_of: Build) -> None:
    """Facts of a system are none, not unknown, about a dataset that no system reaches."""
    about = facts(catalog_of(files(dataset())), "dataset:d")
    assert (about["risk_class"], about["profiling"], about["high_risk_route"]) == (None, None, None)


def test_pinned_facts_count(catalog_of: Build) -> None:
    """A fact given from outside is taken as it is; the others are still derived."""
    catalog = catalog_of(files(system(lifecycle_stage="pilot")))
    (about,) = FactBook(catalog, {"risk_class": "high"}).of(catalog.entities[S])
    assert (about["risk_class"], about["lifecycle_stage"]) == ("high", "pilot")


def test_a_name_that_is_no_fact_is_an_error(catalog_of: Build) -> None:
    """Asking for a fact that does not exist fails rather than being unknown."""
    with pytest.raises(KeyError):
        facts(catalog_of(files(system())), S).fact("risk_clas")
