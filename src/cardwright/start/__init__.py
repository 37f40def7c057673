"""How work begins: a first catalog, the file of a new entity, schemas for editors, a look at the machine."""
