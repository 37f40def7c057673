"""The site: pages from templates, put into Material by a plugin; `plugin`, `generated` and `build` know MkDocs."""
