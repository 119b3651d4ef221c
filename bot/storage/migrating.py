"""Bringing a database to the newest migration, and knowing whether it is there."""

from pathlib import Path
from typing import Any

from bot.storage.base import Tx
from bot.storage.engine import Database, translated

# Beside the package in a checkout; inside it in an installed wheel.
PLACES = (Path(__file__).parents[2] / "migrations", Path(__file__).parent / "migrations")


def folder() -> Path:
    """Return the folder that holds the migrations."""
    return next(place for place in PLACES if (place / "env.py").is_file())


def numbers() -> list[str]:
    """Return the numbers of all migrations, oldest first, without loading Alembic: the files begin with them."""
    return sorted(path.stem.partition("_")[0] for path in (folder() / "versions").glob("[0-9]*.py"))


def head() -> str:
    """Return the newest migration's number."""
    return numbers()[-1]


def stands_at(tx: Tx) -> str:
    """Return the migration that a database stands at; "" for an empty one."""
    from sqlalchemy import inspect, text  # noqa: PLC0415 - only start-up and the doctor ask

    if not inspect(tx).has_table("alembic_version"):
        return ""
    return tx.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none() or ""


def migrate(database: Database, to: str = "head") -> None:
    """Bring a database to a migration, up or down ("base" empties it). Raises DatabaseAway."""
    from alembic import command  # noqa: PLC0415 - a tenth of a second that only migrating needs

    with translated(), database.engine.connect() as connection:
        going_down = to == "base" or (to != "head" and to < stands_at(connection))
        connection.rollback()
        if connection.dialect.name == "postgresql":
            # A migration may take its time, unlike an answer to a person.
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("SET lock_timeout = 0")
        (command.downgrade if going_down else command.upgrade)(_config(connection), to)
        connection.commit()


def differences(database: Database) -> list[Any]:
    """Return what the tables in code have that the migrations do not make, or the other way round."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - for tests and writing migrations
    from alembic.migration import MigrationContext  # noqa: PLC0415

    from bot.storage.base import METADATA  # noqa: PLC0415

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def _config(connection: Tx) -> Any:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(folder()))
    config.attributes["connection"] = connection
    return config
