"""Setting topics up and keeping an index of their names, on both databases."""

from dataclasses import replace

import pytest

from bot.people import records as people
from bot.people.rules import Workspace
from bot.storage import Database
from bot.topics import flows
from bot.topics.finding import Found, find
from bot.topics.flows import NoSuchTopic
from bot.topics.rules import Topic
from tests.support.clock import HandClock
from tests.support.house import NETWORK, PAYROLL, TEAM, TOPICS, VPN, furnish
from tests.support.moves import entries


def place(house: Database) -> Workspace:
    with house.glance() as tx:
        found = people.workspace(tx, TEAM)
    assert found is not None
    return found


def set_topics(house: Database, clock: HandClock, *wanted: Topic) -> None:
    with house.transaction() as tx:
        flows.set_topics(tx, TEAM, wanted, by="operator", now=clock())


def found(house: Database, words: str) -> tuple[str, ...]:
    with house.glance() as tx:
        index, _ = flows.directory(tx, TEAM)
    answer = find(index, words)
    return answer.topic_ids if isinstance(answer, Found) else ()


def test_a_topic_comes_back_as_it_was_set(house: Database) -> None:
    with house.glance() as tx:
        assert [flows.get(tx, TEAM, topic.id) for topic in TOPICS] == list(TOPICS)
        assert flows.find(tx, TEAM, "t-gone") is None
        with pytest.raises(NoSuchTopic):
            flows.get(tx, TEAM, "t-gone")


def test_several_topics_come_in_the_order_that_was_asked_for_without_those_that_are_gone(
    house: Database, clock: HandClock
) -> None:
    furnish(house, clock(), "T02OTHER")
    set_topics(house, clock, *TOPICS[:2])
    with house.glance() as tx:
        assert flows.several(tx, TEAM, [PAYROLL, VPN, NETWORK, "t-gone"]) == [TOPICS[1], TOPICS[0]]
        assert flows.several(tx, TEAM, []) == []
        assert flows.several(tx, "T02OTHER", [VPN]) == [TOPICS[2]]


def test_topics_of_another_workspace_are_not_there(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        people.add_workspace(tx, "T02OTHER", "Other")
        assert flows.find(tx, "T02OTHER", NETWORK) is None
        assert flows.directory(tx, "T02OTHER")[1] == {}
    furnish(house, clock(), "T03SAME")
    with house.glance() as tx:
        assert flows.get(tx, "T03SAME", NETWORK) == flows.get(tx, TEAM, NETWORK)


def test_setting_the_same_topics_again_changes_nothing(house: Database, clock: HandClock) -> None:
    before, token = len(entries(house)), place(house).topics_token
    set_topics(house, clock, *TOPICS)
    assert (len(entries(house)), place(house).topics_token) == (before, token)


def test_each_change_is_journalled_and_what_is_not_named_any_more_is_removed(house: Database, clock: HandClock) -> None:
    before = len(entries(house))
    set_topics(house, clock, replace(TOPICS[0], owner=None), TOPICS[1], Topic("t-mail", "mail"))
    changed = {(e.subject_id, e.before, e.after) for e in entries(house)[before:]}
    assert changed == {(NETWORK, "there", "there"), (VPN, "there", ""), ("t-mail", "", "there")}
    with house.glance() as tx:
        assert flows.get(tx, TEAM, NETWORK).owner is None
        assert flows.find(tx, TEAM, VPN) is None


def test_a_name_may_move_from_one_topic_to_another(house: Database, clock: HandClock) -> None:
    network, payroll, vpn = TOPICS
    set_topics(
        house, clock, replace(network, name="lan", aliases=("payslips",)), replace(payroll, aliases=("wifi",)), vpn
    )
    assert found(house, "payslips") == (NETWORK,)
    assert found(house, "wifi") == (PAYROLL,)


def test_what_topics_go_by_is_right_as_soon_as_they_have_changed(house: Database, clock: HandClock) -> None:
    assert found(house, "mail") == ()
    set_topics(house, clock, *TOPICS, Topic("t-mail", "mail", ("outlook",)))
    assert found(house, "outlook") == ("t-mail",)


def test_spellings_that_are_looked_up_alike_are_one_name(house: Database, clock: HandClock) -> None:
    set_topics(house, clock, Topic(NETWORK, "Wi-Fi", ("wifi", "WIFI", "Wi Fi")))
    assert found(house, "wi-fi") == (NETWORK,)


@pytest.mark.parametrize(("name", "title"), [("network", "Network"), ("VPN", "VPN"), ("éclair", "Éclair"), ("", "")])
def test_a_title_begins_with_a_capital_and_keeps_the_rest(name: str, title: str) -> None:
    assert Topic("t", name).title == title
