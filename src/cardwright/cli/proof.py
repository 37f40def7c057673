"""`cardwright verify` and `cardwright sign`."""

from __future__ import annotations

import datetime
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardwright.cli.options import NamedPath, find_catalog
from cardwright.errors import CardwrightError
from cardwright.finding import printable

if TYPE_CHECKING:
    from cardwright.proof.verify import Answer, Check

PASSPHRASE = "CARDWRIGHT_PASSPHRASE"  # noqa: S105  the name of a variable, not what it holds
SIGNS = {True: "ok", False: "FAILED", None: "not checked"}


@click.command()
@click.argument("files", nargs=-1, required=True, type=NamedPath(), metavar="FILE...")
@click.option("--catalog", type=NamedPath(), metavar="DIR", help="Compare with this catalog as it is now.")
@click.option(
    "--trust", multiple=True, type=NamedPath(), metavar="CERT", help="Certificate (PEM) to trust; repeat for more."
)
@click.option(
    "--verapdf", type=NamedPath(), metavar="PATH", help="Validate as PDF/A-3a and PDF/UA-1 with this veraPDF."
)
@click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True, help="Format.")
def verify(
    files: tuple[Path, ...], catalog: Path | None, trust: tuple[Path, ...], verapdf: Path | None, output_format: str
) -> None:
    """Check that packs are what was made: every byte, attachment, count and signature.

    Needs nothing but the files. Exit code: 0 no check failed, 1 one did, 2 Cardwright could not do the job.

    \b
    cardwright verify packs/*.pdf
    cardwright verify pack.pdf --trust ca.pem
    cardwright verify pack.pdf --catalog catalog
    """
    from cardwright.proof.signature import signature_check
    from cardwright.proof.verify import is_good

    signature, beside = signature_check(trust), _beside(catalog, verapdf)
    data, code = [], 0
    for path in files:
        try:
            answers = _verify_file(path, signature, beside)
            code = max(code, 0 if is_good(answers) else 1)
            lines, failure = _lines(str(path), answers), {}
        except CardwrightError as error:  # the other files are verified all the same
            answers, code = [], 2
            lines, failure = [f"{printable(str(path))}: not verified", f"  {error}"], {"error": str(error)}
        if output_format == "text":
            click.echo("\n".join(lines))
        good = is_good(answers) and not failure
        data.append({"file": printable(str(path)), "ok": good, "checks": [*map(_plain, answers)], **failure})
    if output_format == "json":
        click.echo(json.dumps({"schema": 1, "files": data}, indent=1, ensure_ascii=False))
    sys.exit(code)


def _verify_file(path: Path, signature: Check, beside: dict[str, Check]) -> list[Answer]:
    """The answers on one file. What looks beyond the file runs here, once it is known to be harmless."""
    from cardwright.proof.bounds import read_pack, verify_within
    from cardwright.proof.verify import ask

    pack = read_pack(path)
    answers = verify_within(pack, [("signature", signature)])
    if any(answer.check == "bounds" for answer in answers):
        return answers
    return answers + ask(pack, beside)


def _beside(catalog: Path | None, verapdf: Path | None) -> dict[str, Check]:
    checks: dict[str, Check] = {}
    if catalog is not None:
        from cardwright.catalog.load import load_catalog
        from cardwright.proof.beside import catalog_check

        checks["catalog"] = catalog_check(load_catalog(find_catalog(catalog)))
    if verapdf is not None:
        from cardwright.proof.beside import validator_check

        checks["veraPDF"] = validator_check(verapdf)
    return checks


def _plain(answer: Answer) -> dict[str, object]:
    return {"check": answer.check, "ok": answer.holds, "message": answer.message}


def _lines(path: str, answers: list[Answer]) -> list[str]:
    from cardwright.proof.verify import is_good

    failed = sum(answer.holds is False for answer in answers)
    verdict = "every check holds" if is_good(answers) else f"{failed} check{'s' if failed != 1 else ''} failed"
    width = max(len(answer.check) for answer in answers)
    return [
        f"{printable(path)}: {verdict}",
        *(f"  {answer.check:{width}}  {SIGNS[answer.holds]:{len('FAILED')}}  {answer.message}" for answer in answers),
    ]


@click.group()
def sign() -> None:
    """Make what packs are signed with: `cardwright pack --sign signer.p12`.

    \b
    cardwright sign init keys
    """


@sign.command()
@click.argument("folder", type=NamedPath(), metavar="DIR")
@click.option("--organisation", default="Cardwright", show_default=True, metavar="NAME", help="Who signs.")
@click.option(
    "--name", default="Model documentation", show_default=True, metavar="NAME", help="The function that signs."
)
def init(folder: Path, organisation: str, name: str) -> None:
    """Make DIR/ca.pem, for those who verify, and DIR/signer.p12, to keep secret.

    The passphrase of signer.p12 is taken from the environment variable CARDWRIGHT_PASSPHRASE, else asked for.

    \b
    cardwright sign init keys --organisation "Example Bank"
    """
    from cardwright.proof.certificates import make_certificates

    now = datetime.datetime.now(datetime.UTC)
    passphrase = os.environ.get(PASSPHRASE) or _ask("Passphrase", confirmation_prompt=True)
    if passphrase is None:
        raise CardwrightError(f"{PASSPHRASE} is not set; choose a passphrase for signer.p12 and put it there")
    for path in make_certificates(folder, organisation, name, passphrase.encode(), now):
        click.echo(printable(str(path)))
    click.echo("give ca.pem to those who verify; keep signer.p12 out of the catalog and out of git", err=True)


def signer_of(path: Path) -> Any:
    """The signer in a PKCS #12 file; its passphrase comes from the environment, or is asked for at a terminal."""
    from cardwright.proof.signature import load_signer

    passphrase = os.environ.get(PASSPHRASE)
    if passphrase is None:
        passphrase = _ask(f"Passphrase of {printable(str(path))}", default="", show_default=False)
    if passphrase is None:
        raise CardwrightError(f"{PASSPHRASE} is not set; it holds the passphrase of {path}")
    return load_signer(path, passphrase.encode() or None)


def _ask(prompt: str, **options: Any) -> str | None:
    """Ask for a secret at a terminal; None where there is nobody to ask."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    answer: str = click.prompt(prompt, hide_input=True, **options)
    return answer
