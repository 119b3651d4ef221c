"""A question that every request asks the database, written down once and put to the driver itself.

For a read of one row by its key, SQLAlchemy's way from a statement to its rows takes several times as long as the
database does. Statements are still made, typed and checked by SQLAlchemy; only running them goes past it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Dialect, Select

from bot.storage.base import Tx


@dataclass(frozen=True, slots=True)
class _Written:
    """The statement in one database's own words."""

    text: str
    # The parameters' names in the order of their places; None where the driver takes them by name.
    names: tuple[str, ...] | None
    # What the statement itself holds for some of them.
    fixed: dict[str, object]
    # Columns that are not handed out as the driver reads them.
    readers: tuple[tuple[int, Callable[[Any], Any]], ...]

    def arrange(self, given: dict[str, object]) -> Any:
        values = given | self.fixed
        return values if self.names is None else tuple(map(values.__getitem__, self.names))

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
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
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    kinds = (column.type.dialect_impl(dialect) for column in statement.selected_columns)
    readers = ((at, kind.result_processor(dialect, None)) for at, kind in enumerate(kinds))
    return _Written(
        str(compiled), tuple(names) if names else None, fixed, tuple((at, one) for at, one in readers if one)
    )
