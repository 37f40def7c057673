"""The site: pages from templates, put into Material for MkDocs by a plugin. Only `plugin`, `build` and `serve` know MkDocs."""
