"""The folders that travel with Cardwright: its templates, its sample catalog, and the third-party front-end files.

An installed wheel has them inside the package; in a checkout, templates and sample lie at its root, where people edit
them, and the front-end files are gathered by `bootstrap.sh`.
"""

from pathlib import Path

from cardwright.errors import CardwrightError

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parents[1]


def find_templates() -> Path:
    """The folder with the `site/`, `documents/` and `partials/` templates.

    Raises CardwrightError when it is missing.
    """
    return _find("templates", "templates")


def template_folders(project: Path, named: str | None = None) -> tuple[Path, ...]:
    """The project's own templates before ours; file by file, the first found wins.

    They stand in the folder named, which must be there, else in `templates/` if the project has it. Raises
    CardwrightError.
    """
    own, shipped = project / (named or "templates"), find_templates()
    if named and not own.is_dir():
        raise CardwrightError(f"templates: there is no folder {own}, which is to hold templates")
    return (own, shipped) if own.is_dir() and own.resolve() != shipped.resolve() else (shipped,)


def find_sample() -> Path:
    """The sample catalog, its evidence included.

    Raises CardwrightError when it is missing.
    """
    return _find("sample", "catalog")


def find_vendor() -> Path:
    """The third-party files: `print/` and `site/` (each with `fonts.css`), `licenses/` and `NOTICE.txt`.

    Raises CardwrightError when they have not been gathered.
    """
    vendor = PACKAGE / "vendor"
    if not vendor.is_dir():
        raise CardwrightError(f"the fonts and scripts are missing from {vendor}: run ./bootstrap.sh in the checkout")
    return vendor


def _find(installed: str, in_checkout: str) -> Path:
    for folder in (PACKAGE / installed, CHECKOUT / in_checkout):
        if folder.is_dir():
            return folder
    raise CardwrightError(f"Cardwright's own folder '{installed}' is missing from {PACKAGE}: reinstall Cardwright")
