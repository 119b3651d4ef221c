"""The front door: the command line. The only place that reads argv and the clock."""

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.settings import Settings, read_good_settings
from bot.storage import BadAddress, Database, DatabaseAway, open_database

Command = Callable[[argparse.Namespace, Settings], int]


def now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 refused or something missing, 2 called wrongly."""
    options = _parser().parse_args(argv)
    try:
        settings, options.complaints = read_good_settings()
        command: Command = options.command
        if options.complaints and command is not _doctor:
            return _complain("\n".join(options.complaints))
        return _run(command, options, settings)
    except BadAddress as error:
        return _complain(str(error))
    except DatabaseAway:
        return _complain("The database does not answer. Check DATABASE_URL, and that the database is running.")
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Who read along has enough, as `head` does: https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(command: Command, options: argparse.Namespace, settings: Settings) -> int:
    status = command(options, settings)
    sys.stdout.flush()
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Partyline: one approved answer for everybody in IT who is asked."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, text: str, command: Command) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(command=command)
        return added

    add("serve", "run the bot: Socket Mode where SLACK_APP_TOKEN is set, else HTTP", _serve)
    add("courier", "run a courier alone, beside bots that have COURIER=off", _courier)
    migrate = add("migrate", "bring the database up to date", _migrate)
    migrate.add_argument("--to", default="head", metavar="NUMBER", help="another migration than the newest")
    migrate.add_argument("--yes-delete-everything", action="store_true", help="needed for --to base")
    add("doctor", "say what is missing, and how to mend it", _doctor)
    load = add("load", "set the workspace up from a YAML file; can be run again", _load)
    load.add_argument("file", type=Path, metavar="FILE")
    dump = add("dump", "write the set-up as YAML, as load reads it", _dump)
    dump.add_argument("--workspace", metavar="ID", help="which one, where several are set up")
    _add_subject(add("subject", "rewrite a subject from what its reader can do; or check a pack of rules", _subject))
    _add_export(add("export", "write every version of every line, for whoever looks back", _export))
    return parser


def _add_export(export: argparse.ArgumentParser) -> None:
    export.add_argument("--workspace", metavar="ID", help="which one, where several are set up")
    export.add_argument("--format", choices=["csv", "json"], default="csv", help="csv unless json is asked for")
    export.add_argument("--topic", metavar="NAME", help="only what is about this topic")
    export.add_argument("--since", metavar="DATE", type=_day, help="only versions written since, such as 2026-03-01")


def _add_subject(subject: argparse.ArgumentParser) -> None:
    subject.add_argument(
        "draft", nargs="?", metavar="DRAFT", help="the subject to rewrite; from the input where left out"
    )
    subject.add_argument("--jsonl", action="store_true", help="read a JSON object a line, and write one a line")
    subject.add_argument("--glossary", type=Path, metavar="FILE", help="what systems let people do: {systems: [...]}")
    subject.add_argument("--check", type=Path, metavar="PACK_DIR", help="check a pack of rules, and run its tests")


def _day(text: str) -> datetime:
    """Read a date, or a date and time; in UTC where it names no zone."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-03-01") from error
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def _serve(_: argparse.Namespace, settings: Settings) -> int:
    # What loading makes stays for good: looking through it for garbage, then and ever after, finds none.
    gc.disable()
    from bot.serve import serve  # noqa: PLC0415 - the other commands start faster without the web server

    gc.freeze()
    gc.enable()
    return serve(settings, now)


def _courier(_: argparse.Namespace, settings: Settings) -> int:
    from bot.serve import run_courier  # noqa: PLC0415

    return run_courier(settings, now)


def _migrate(options: argparse.Namespace, settings: Settings) -> int:
    from bot.storage.migrating import head, migrate, numbers, stands_at  # noqa: PLC0415

    if options.to not in {"head", "base", *numbers()}:
        return _complain(f"There is no migration {options.to}. The newest is {head()}.")
    if options.to == "base" and not options.yes_delete_everything:
        return _complain(
            "Going back to base deletes everything that is stored. Back up first; "
            "then, if you mean it: python -m bot migrate --to base --yes-delete-everything"
        )

    def step(database: Database) -> int:
        migrate(database, options.to)
        with database.glance() as tx:
            stands = stands_at(tx)
        where = f"stands at migration {stands}" if stands else "is empty"
        print(f"The database {where}; the newest migration is {head()}.")
        return 0

    return _with_database(settings, step)


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    from bot.doctor import examine  # noqa: PLC0415

    findings = examine(settings, now, options.complaints)
    for finding in findings:
        print(finding)
    return 1 if any(finding.is_trouble for finding in findings) else 0


def _load(options: argparse.Namespace, settings: Settings) -> int:
    from bot.setup.loading import LARGEST, BadFile, load  # noqa: PLC0415

    def step(database: Database) -> int:
        try:
            with options.file.open("rb") as file:
                text = file.read(LARGEST + 1)
        except OSError as error:
            return _complain(f"{options.file} cannot be read: {error.strerror}.")
        try:
            print(load(database, text, str(options.file), now()))
        except BadFile as error:
            return _complain(f"{error}\nNothing was changed.")
        return 0

    return _with_migrated(settings, step)


def _dump(options: argparse.Namespace, settings: Settings) -> int:
    from bot.setup.dumping import CannotDump, dump  # noqa: PLC0415

    def step(database: Database) -> int:
        try:
            sys.stdout.write(dump(database, options.workspace))
        except CannotDump as error:
            return _complain(str(error))
        return 0

    return _with_migrated(settings, step)


def _export(options: argparse.Namespace, settings: Settings) -> int:
    from bot.history.exporting import CannotExport, export  # noqa: PLC0415

    def step(database: Database) -> int:
        # Whatever this machine is set to: a sheet is UTF-8, and ends its lines as it does.
        out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=True)
        wanted = {name: getattr(options, name) for name in ("workspace", "topic", "since")}
        try:
            export(database, out, how=options.format, now=now(), **wanted)
        except CannotExport as error:
            return _complain(str(error))
        finally:
            out.detach()
        return 0

    return _with_migrated(settings, step)


def _subject(options: argparse.Namespace, settings: Settings) -> int:
    from bot.subjects import command  # noqa: PLC0415 - nobody else needs the rules at the start

    if options.check:
        said, is_well = command.check(options.check)
        print(said, file=sys.stdout if is_well else sys.stderr)
        return 0 if is_well else 1
    try:
        glossary = command.read_glossary(options.glossary) if options.glossary else ()
    except OSError as error:
        return _complain(f"{options.glossary} cannot be read: {error.strerror}.")
    except command.BadPack as error:
        return _complain(str(error))
    try:
        rules = command.rules_from(settings.subject_rules)
        # Whatever this machine is set to: the input is UTF-8.
        typed = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
        lines = [options.draft] if options.draft is not None else typed
        for line in command.spoken(lines, glossary, rules, jsonl=options.jsonl):
            print(line, flush=options.jsonl)
    except (command.BadPack, command.BadLine) as error:
        return _complain(str(error))
    return 0


def _with_migrated(settings: Settings, step: Callable[[Database], int]) -> int:
    from bot.storage.migrating import head, stands_at  # noqa: PLC0415

    def checked(database: Database) -> int:
        with database.glance() as tx:
            stands = stands_at(tx)
        if stands != head():
            return _complain(
                f"The database stands at migration {stands or 'none'}, and {head()} is needed. "
                "Run: python -m bot migrate"
            )
        return step(database)

    return _with_database(settings, checked)


def _with_database(settings: Settings, step: Callable[[Database], int]) -> int:
    database = open_database(settings.database_url)
    try:
        return step(database)
    finally:
        database.close()


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
