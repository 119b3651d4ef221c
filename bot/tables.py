"""Every table, gathered: importing this makes the metadata complete, for migrations."""

from bot.approvals import records as approvals
from bot.asks import records as asks
from bot.audiences import records as audiences
from bot.deliveries import records as deliveries
from bot.echoes import records as echoes
from bot.incidents import records as incidents
from bot.journal import records as journal
from bot.listening import records as listening
from bot.party_lines import records as party_lines
from bot.people import records as people
from bot.promises import records as promises
from bot.statements import records as statements
from bot.storage import receipts
from bot.subjects import records as subjects
from bot.topics import records as topics

ROOMS = (
    approvals,
    asks,
    audiences,
    deliveries,
    echoes,
    incidents,
    journal,
    listening,
    party_lines,
    people,
    promises,
    receipts,
    statements,
    subjects,
    topics,
)
