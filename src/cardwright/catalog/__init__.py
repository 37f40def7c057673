"""The catalog: sources, entities and the references between them."""
