"""Prompts, retrieval, guardrails and agents."""

from typing import Literal

from cardwright.catalog.entities.field import member
from cardwright.catalog.entities.metrics import Test
from cardwright.catalog.entities.record import Record
from cardwright.catalog.entities.text import (
    Bool,
    DatasetRef,
    Duration,
    EntityId,
    FilePath,
    Float,
    Int,
    Str,
    Text,
    Value,
)


class Guardrail(Record):
    """A control around a generative model or agent."""

    std = ("cyclonedx modelCard.considerations.ethicalConsiderations.mitigationStrategy",)

    name: Str | None = member("Name")
    purpose: Text | None = member("What it prevents")
    place: Literal["input", "retrieval", "output", "tool_call"] | None = member("Where it acts")
    configuration: Text | None = member("Setting or policy")
    tests: list[Test] | None = member("Dated tests")


class AgentTool(Record):
    """A tool an agent may call."""

    tool: Str | None = member("Name of the tool or interface")
    permission: Literal["read", "write", "execute", "pay", "communicate"] | None = member("Widest permission granted")
    limits: Text | None = member("Bounds set on it")
    approval_required: Bool | None = member("Whether a person approves each call")


class Agent(Record):
    """What an agent is and may do."""

    identifier: Str | None = member("Identity it acts under")
    autonomy: Literal["suggests", "acts_with_approval", "acts_within_limits", "acts_freely"] | None = member(
        "Freedom granted"
    )
    components: list[Str] | None = member("Planner, memory, sub-agents, protocols")
    tools: list[AgentTool] | None = member("Tools with permissions")
    human_checkpoints: list[Str] | None = member("Points at which a person decides")


class Prompt(Record):
    """A prompt template under version control."""

    std = ("mlflow prompt registry",)

    id: EntityId | None = member("Identifier")
    role: Literal["system", "application", "developer", "few_shot", "tool", "evaluation"] | None = member("Role")
    text: Text | None = member("The template; treat as confidential")
    file: FilePath | None = member("Path of the template when kept in `evidence/`")
    version: Str | None = member("Version")
    variables: list[Str] | None = member("Placeholders filled at run time")


class Sampling(Record):
    """How a generative model picks its output."""

    std = ("mlflow params", "hf generation_config")

    temperature: Float | None = member("Temperature")
    top_p: Float | None = member("Nucleus sampling mass, 0 to 1")
    top_k: Int | None = member("Number of candidate tokens")
    maximum_tokens: Int | None = member("Longest output, in tokens")
    repetition_penalty: Float | None = member("Penalty on repetition")
    stop_sequences: list[Value] | None = member("Sequences that end the output")
    seed: Int | None = member("Random seed")
    method: Literal["greedy", "sampling", "beam_search", "speculative", "other"] | None = member("Decoding method")


class Retrieval(Record):
    """How context is found for a generative model."""

    sources: list[DatasetRef] | None = member("Context sources")
    embedding_model: Str | None = member("Embedding model and version, or a `model:id@version` reference")
    index: Str | None = member("Index type and version")
    search: Literal["dense", "sparse", "hybrid", "graph", "sql"] | None = member("Kind of search")
    top_k: Int | None = member("Passages taken")
    minimum_score: Float | None = member("Score below which nothing is used")
    reranking_method: Str | None = member("Reranker and version")
    reranked_top_k: Int | None = member("Passages kept after reranking")
    citations: Bool | None = member("Whether answers cite their sources")


SegmentationMethod = Literal[
    "fixed_size", "sentence", "paragraph", "heading", "semantic", "table_aware", "page", "other"
]


class Segmentation(Record):
    """How documents are cut and classified for retrieval."""

    method: SegmentationMethod | None = member("How documents are cut")
    chunk_size: Int | None = member("Size of a piece, in tokens")
    overlap: Int | None = member("Overlap, in tokens")
    classification: list[Str] | None = member("Content classes attached to pieces")
    access_filter: Text | None = member("How a reader's rights limit what is retrieved")
    structured_sources: list[Str] | None = member("Tables or systems the text depends on")
    refresh: Duration | None = member("How often the source is read again")
    expiry_rule: Text | None = member("How outdated documents are removed")
