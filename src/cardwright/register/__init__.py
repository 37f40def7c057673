"""The inventory register as tables: every entity of the catalog in a sheet a kind, and every finding."""
