"""Checks a catalog of AI-model metadata and publishes it as a site and as audit packs."""

__version__ = "0.1.0"
