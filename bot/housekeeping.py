"""What has to be done now and then: remembering what is live, knowing people, forgetting old receipts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from slack_sdk import WebClient

from bot.logs import without_texts
from bot.party_lines.memory import Memory
from bot.people import flows as people
from bot.people.rules import NO_SUCH_USER, profile_of
from bot.slack.client import SLACK_ERRORS, error_code
from bot.storage import Database, DatabaseAway
from bot.storage.receipts import forget_old

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0
# https://docs.slack.dev/reference/methods/usergroups.users.list#errors
NO_SUCH_GROUP = {"no_such_subteam", "subteam_not_found", "no_users_provided"}
# Slack allows a hundred such questions a minute, of which most are for people who come:
# https://docs.slack.dev/apis/web-api/rate-limits
ZONES_AT_ONCE = 3


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
        self.learn_zones()
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

    def learn_zones(self) -> None:
        """Ask Slack, a few at a time, where people are who were met before zones were kept. Raises DatabaseAway."""
        with self.database.glance() as tx:
            unknown = people.without_zone(tx, at_most=ZONES_AT_ONCE)
        for workspace, slack_id in unknown:
            try:
                user = self.client.users_info(user=slack_id)["user"]
            except SLACK_ERRORS as error:
                if error_code(error) not in NO_SUCH_USER:
                    logger.warning("cannot ask Slack for time zones: %s", type(error).__name__)
                    return
                user = None
            with self.database.transaction() as tx:
                if user:
                    people.remember(tx, workspace, profile_of(user, workspace), now=self.now())
                else:
                    people.give_no_zone(tx, workspace, slack_id)

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
