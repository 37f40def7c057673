"""The command line. Commands import their work when they run, so that `--help` is quick."""

from __future__ import annotations

import gc
import io
import sys
from importlib import import_module
from typing import NoReturn

import click

from cardwright import __version__
from cardwright.cli.streams import NotPrinted, prepare_streams
from cardwright.errors import CardwrightError

STOPPED, INTERRUPTED = 2, 130
"""Exit codes: Cardwright could not do the job; the user stopped it, as shells report it."""

COMMANDS = {
    "init": ("start", "Begin a catalog: a small one that reads clean, with its site, workflow and hook."),
    "new": ("start", "Write the file of a new entity."),
    "check": ("check", "Judge the catalog and print every finding."),
    "baseline": ("check", "Write down what is open today, to fail only on what is new."),
    "explain": ("explain", "Explain a rule: what, why, citation, dates and examples."),
    "rules": ("explain", "List the rules, by framework."),
    "schema": ("start", "Write JSON Schemas, for editors."),
    "doctor": ("start", "Say what this machine lacks."),
    "build": ("publish", "Build the site, and with --packs the audit packs."),
    "serve": ("publish", "Show the site and reload it on every edit."),
    "pack": ("pack", "Write PDF audit packs."),
    "verify": ("proof", "Check that packs are what was made."),
    "export": ("export", "Write the register as a workbook or as CSV."),
    "sign": ("proof", "Make what packs are signed with."),
}
"""Every command: the module that holds it, and its line in `--help`."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the work, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"cardwright.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click, with a suggestion for a name that is nearly right."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, COMMANDS, 1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"No such command '{name}'.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cardwright")
def cli() -> None:
    """Check a catalog of AI-model metadata, and publish it as a site and as PDF audit packs.

    \b
    cardwright init my-catalog     begin
    cardwright check               what is open, at path:line:column
    cardwright build --packs       the site and the audit packs
    """


def main() -> NoReturn:
    """Run the command line and exit; an expected failure is one message and exit code 2, never that of findings."""
    prepare_streams()
    gc.disable()  # a run is short and leaves few cycles; looking for them costs a third of it
    try:
        code = _run()
        sys.stdout.flush()
    except NotPrinted as error:
        code = _stop(str(error))
    except Exception:  # noqa: BLE001  a bug of ours: its traceback is wanted, but Python's exit code 1 means findings
        sys.excepthook(*sys.exc_info())
        code = STOPPED
    sys.exit(code)


def _run() -> int:
    """Run the command asked for and return its exit code."""
    try:
        code = cli.main(prog_name="cardwright", standalone_mode=False)
    except CardwrightError as error:
        _stop(str(error))
        return error.code
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return _stop(f"{error.filename}: {reason}" if error.filename else reason)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        return _say(shown.getvalue())
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit as leaving:
        code = leaving.code
    return code if isinstance(code, int) else 0


def _stop(message: str) -> int:
    return _say(f"cardwright: {message}\n" if message else "")


def _say(message: str) -> int:
    """Print why Cardwright stops, without what would steer a terminal: what it names may come from anywhere."""
    from cardwright.finding import printable

    click.echo(printable(message), nl=False, err=True)
    return STOPPED
