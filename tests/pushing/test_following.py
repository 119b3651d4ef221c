"""Following and unfollowing, typed and pressed."""

import pytest

from bot.topics import flows as topics
from bot.topics.rules import Topic
from tests.pushing.places import CHANNEL, FOLLOWING, about_both, deliver, newer, private, reads
from tests.support.doors import Doors, elements_of
from tests.support.house import NETWORK, SAM, TEAM, TOPICS
from tests.support.lines import go_live
from tests.support.moves import count


def test_follow_is_typed_with_a_topic_and_says_what_comes_of_it(open_doors: Doors) -> None:
    answer = open_doors.command("follow wifi", by=SAM)
    assert answer.said == FOLLOWING
    assert open_doors.command("follow netwrok", by=SAM).said == f"You follow Network already.{FOLLOWING[19:]}"
    open_doors.push(answer.body, "Unfollow", by=SAM)
    assert private(open_doors, SAM) == "You do not follow Network any more."
    assert count(open_doors.database, "follows") == 0


def test_unfollow_is_typed_too_and_can_be_taken_back(open_doors: Doors) -> None:
    open_doors.command("follow network", by=SAM)
    assert open_doors.command("unfollow network", by=SAM).said == "You do not follow Network any more."
    answer = open_doors.command("unfollow network", by=SAM)
    assert answer.said == "You do not follow Network."
    open_doors.push(answer.body, "Follow", by=SAM)
    assert private(open_doors, SAM) == FOLLOWING


def test_follow_alone_lists_what_one_follows_each_with_a_way_out(open_doors: Doors) -> None:
    for verb in ("follow", "unfollow"):
        assert open_doors.command(verb, by=SAM).said.startswith("You follow no topic. Type /partyline follow and")
    for topic in ("vpn", "network", "payroll"):
        open_doors.command(f"follow {topic}", by=SAM)
    answer = open_doors.command("follow", by=SAM)
    assert answer.said == "You follow Network, Payroll and Vpn."
    open_doors.push(answer.body, "Unfollow", by=SAM)
    assert open_doors.command("follow", by=SAM).said == "You follow Payroll and Vpn."


def test_the_list_of_what_one_follows_stops_where_nobody_reads_on(doors: Doors) -> None:
    many = [*TOPICS, *(Topic(f"t-{number}", f"system {number:02}") for number in range(30))]
    with doors.database.transaction() as tx:
        topics.set_topics(tx, TEAM, many, by="operator", now=doors.clock())
        for topic in many:
            topics.follow(tx, TEAM, topic_id=topic.id, by=SAM, now=doors.clock())
    answer = doors.command("follow", by=SAM)
    assert len(elements_of(answer.body)) == 20
    assert "And 13 more" in answer.words
    assert answer.said == "You follow Network, Payroll, System 00 and 30 more."


def test_follow_on_the_card_of_a_look_up_follows_its_topic(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    open_doors.push(open_doors.command("wifi", by=SAM).body, "Follow", by=SAM)
    assert private(open_doors, SAM) == FOLLOWING
    assert count(open_doors.database, f"follows WHERE topic_id = '{NETWORK}' AND person = '{SAM}'") == 1


def test_follow_on_the_card_of_a_channel_follows_all_topics_of_the_incident(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    about_both(open_doors, line.series)
    newer(open_doors, line.series, 1)
    deliver(open_doors)
    (card,) = open_doors.posted(CHANNEL)
    assert "*Network and Payroll*" in reads(card)
    open_doors.push(card.blocks, "Follow", by=SAM)
    assert private(open_doors, SAM) == ("You follow Network and Payroll. You get a message when their lines change.")


def test_a_click_sent_again_by_slack_after_another_one_follows_nothing_anew(open_doors: Doors) -> None:
    action = {"type": "button", "action_id": "line.follow", "value": NETWORK, "action_ts": "7.7"}
    open_doors.press("line.follow", by=SAM, actions=[action])
    open_doors.command("unfollow network", by=SAM)
    open_doors.press("line.follow", by=SAM, actions=[action])
    assert count(open_doors.database, "follows") == 0
    assert len(open_doors.private(SAM)) == 1


@pytest.mark.parametrize("forged", ["", " ", "t-gone", "\x00", "'", "t-gone t-gone2"])
def test_a_forged_or_old_button_follows_nothing_and_says_so(open_doors: Doors, forged: str) -> None:
    open_doors.press("line.follow", forged, by=SAM)
    assert "not there any more" in private(open_doors, SAM)
    open_doors.press("push.unfollow", forged, by=SAM)
    assert "not there any more" in private(open_doors, SAM)
    assert count(open_doors.database, "follows") == 0
