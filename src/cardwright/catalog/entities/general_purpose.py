"""Duties of general-purpose AI models."""

from typing import Literal

from cardwright.catalog.entities.evidence import Evidence
from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.people import Contact
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.text import Date, Month, Str, Text, Url


class AcceptableUsePolicy(Record):
    """Acceptable use policy of a model."""

    document: Evidence | None = member("The policy")
    restrictions: list[Str] | None = member("Uses restricted or intended, in short")


class OptOut(Record):
    """A machine-readable reservation of rights."""

    protocol: Str | None = member("Protocol, for example robots.txt")
    how_honoured: Text | None = member("How it is honoured")


class CopyrightPolicy(Record):
    """Copyright policy of a model provider."""

    document: Evidence | None = member("The policy")
    opt_outs: list[OptOut] | None = member("Rights reservations honoured")
    contact: Contact | None = member("Contact for rights holders")


class ComplianceRoute(Record):
    """How a GPAI provider shows compliance."""

    route: Literal["code_of_practice", "harmonised_standard", "alternative_means"] | None = member("Route")
    code_chapters: list[Literal["transparency", "copyright", "safety_and_security"]] | None = member("Chapters signed")
    alternative_means: Evidence | None = member("Description of other means")


class CommissionNotification(Record):
    """Notice under Art. 52 and what came of it."""

    threshold_met_on: Date | None = member("When the threshold was met or known to be met")
    notified_on: Date | None = member("When the Commission was told")
    arguments: Evidence | None = member("Arguments against systemic risk")
    decision: Literal["none", "designated", "presumption_rebutted"] | None = member("Decision of the Commission")
    decided_on: Date | None = member("Date of the decision")


class ModalitySize(Record):
    """Size of training content in one modality."""

    modality: Literal["text", "image", "audio", "video", "code", "tabular", "other"] | None = member("Modality")
    size: Str | None = member("Range or value")
    unit: Str | None = member("Unit, for example tokens")
    content_types: list[Str] | None = member("Types of content")


class TrainingSummary(Record):
    """Public summary of training content (Art. 53(1)(d))."""

    url: Url | None = member("Where it is published")
    version: Str | None = member("Version")
    last_update: Date | None = member("Date of the last update")
    previous_versions: list[Url] | None = member("Earlier versions")
    model_versions: list[Str] | None = member("Model versions covered")
    modalities: list[ModalitySize] | None = member("Size by modality")
    latest_collection: Month | None = member("Latest date of collection")
    languages: Text | None = member("Languages and their share")
    illegal_content_measures: Text | None = member("Measures against illegal content")
    reservation_measures: Text | None = member("Measures to respect reservations of rights")
    user_data: Text | None = member("Data taken from users, by service")
    other_sources: Text | None = member("Sources that fit no other section")
    other_information: Text | None = member("Anything else")


class DownstreamRequest(Record):
    """A request from a downstream provider."""

    received_on: Date | None = member("Received")
    answered_on: Date | None = member("Answered")


class DownstreamInformation(Record):
    """Information for providers who build on the model."""

    document: Evidence | None = member("The Annex XII documentation")
    requests: list[DownstreamRequest] | None = member("Requests and answers")
