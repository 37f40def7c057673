"""Audit packs: one PDF a system, with its documents, its findings and everything they rest on attached."""

from cardwright.packs.write import write_packs

__all__ = ["write_packs"]
