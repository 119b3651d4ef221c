"""A question that every request asks the database, written down once and put to the driver itself.

For a read of one row by its key, SQLAlchemy's way from a statement to its rows takes several times as long as the
database does. Statements are still made, typed and checked by SQLAlchemy; only running them goes past it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Dialect, Select

from bot.storage.base import Tx


@dataclass(frozen=True, slots=True)
class _Written:
    """The statement in one database's own words, and how to read what it answers, a reader a column."""

    text: str
    fixed: Mapping[str, object]
    names: tuple[str, ...] | None
    readers: tuple[tuple[int, Callable[[Any], Any]], ...]

    def arrange(self, given: Mapping[str, object]) -> Any:
        values = {**self.fixed, **given}
        return values if self.names is None else tuple(values[name] for name in self.names)

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for at, reader in self.readers:
            values[at] = reader(values[at])
        return tuple(values)


@dataclass(frozen=True, slots=True)
class Question:
    """A statement with named parameters, all of them plain texts or numbers."""

    statement: Select[*tuple[Any, ...]]
    _written: dict[str, _Written] = field(default_factory=dict)

    def ask(self, tx: Tx, **given: object) -> list[tuple[Any, ...]]:
        """Return the rows."""
        dialect = tx.dialect
        written = self._written.get(dialect.name)
        if written is None:
            written = self._written[dialect.name] = _write(self.statement, dialect)
        driver: Any = tx.connection.driver_connection
        try:
            rows = driver.execute(written.text, written.arrange(given)).fetchall()
        except dialect.loaded_dbapi.Error:
            # Asked again through SQLAlchemy, which knows what each driver's errors mean.
            return [tuple(row) for row in tx.execute(self.statement, given)]
        return [written.read(row) for row in rows]


def _write(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> _Written:
    compiled = statement.compile(dialect=dialect)
    names = getattr(compiled, "positiontup", None)
    kinds = (column.type.dialect_impl(dialect) for column in statement.selected_columns)
    readers = enumerate(kind.result_processor(dialect, None) for kind in kinds)
    return _Written(
        str(compiled), compiled.params, tuple(names) if names else None, tuple((at, one) for at, one in readers if one)
    )
