"""What has to be done now and then: remembering what is live, knowing the staff group, forgetting old receipts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from slack_sdk import WebClient

from bot.logs import without_texts
from bot.party_lines.memory import Memory
from bot.people import flows as people
from bot.slack.client import SLACK_ERRORS, error_code
from bot.storage import Database, DatabaseAway
from bot.storage.receipts import forget_old

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0
# https://docs.slack.dev/reference/methods/usergroups.users.list#errors
NO_SUCH_GROUP = {"no_such_subteam", "subteam_not_found", "no_users_provided"}


@dataclass
class Housekeeping:
    """One housekeeper for each copy of the bot; every chore may be done by several at once."""

    database: Database
    client: WebClient
    memory: Memory
    now: Callable[[], datetime]

    def once(self) -> None:
        """Do every chore that is due. Raises DatabaseAway."""
        self.memory.refresh(self.now())
        self.refresh_staff_groups()
        with self.database.transaction() as tx:
            forget_old(tx, self.now())

    def refresh_staff_groups(self) -> None:
        """Ask Slack who is in the staff groups that were not asked about for a while. Raises DatabaseAway."""
        with self.database.glance() as tx:
            due = people.groups_to_check(tx, now=self.now())
        for workspace, group in due:
            try:
                members = self.client.usergroups_users_list(usergroup=group)["users"]
            except SLACK_ERRORS as error:
                if error_code(error) not in NO_SUCH_GROUP:
                    logger.warning("cannot read the staff group: %s", type(error).__name__)
                    continue
                # A group that is gone has no members: nobody goes on as staff because they once were.
                logger.warning("the staff group %s is not there any more; `python -m bot doctor` says more", group)
                members = []
            with self.database.transaction() as tx:
                people.note_group(tx, workspace, group, members, now=self.now())

    def run(self, stop: Event) -> None:
        """Do the chores until `stop` is set. Survives a database that is away."""
        while not stop.is_set():
            try:
                self.once()
            except DatabaseAway:
                logger.warning("the database is away; what is remembered still answers")
            except Exception as error:
                logger.exception("a chore went wrong; it is tried again", exc_info=without_texts(error))
            stop.wait(PAUSE_SECONDS)
