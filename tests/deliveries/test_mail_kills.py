"""`kill -9` at every step of sending a mail: none is lost, and none goes twice unless a person asks for it."""

from collections import Counter

from bot.deliveries import flows
from bot.deliveries.courier import Courier
from bot.deliveries.rules import Delivery, DeliveryStatus
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import TEAM
from tests.support.killing import DONE, KILLED, mailing, victim
from tests.support.mail_server import Servant, mail_server
from tests.support.together import MOST_LOOKS

ANN = "ann@example.com"
OVER = {DeliveryStatus.SENT, DeliveryStatus.FAILED}


def stands(house: Database, ref: str) -> Delivery:
    with house.glance() as tx:
        [found] = flows.of(tx, TEAM, kind="mail", ref=ref)
    return found


def finish(house: Database, clock: HandClock, courier: Courier, ref: str) -> Delivery:
    """Let another courier do what is left, once the dead one's lease is over."""
    clock.tick(minutes=2)
    # PostgreSQL takes a moment to notice that somebody was killed, and until then keeps their locks.
    for _ in range(MOST_LOOKS):
        clock.tick(seconds=courier.step().total_seconds())
        if stands(house, ref).status in OVER:
            break
    return stands(house, ref)


def came(servant: Servant, ref: str) -> int:
    servant.rest()
    return Counter(str(mail.read["Subject"]) for mail in servant.taken)[ref]


def test_a_courier_killed_at_any_step_loses_no_mail_and_sends_none_twice_by_itself(
    house: Database, database_url: str, clock: HandClock
) -> None:
    # What was found: by whether it stands as sent, how often it came.
    ends: Counter[tuple[bool, int]] = Counter()
    step, ended = 0, KILLED
    with mail_server() as servant, victim(database_url, "mail", server=servant.url()) as kill_at:
        next_one = mailing(servant.url(), house, clock)
        while ended == KILLED:
            step += 1
            ref = f"mail-{step}"
            with house.transaction() as tx:
                flows.put(tx, TEAM, kind="mail", ref=ref, destinations=[ANN], now=clock())
            ended = kill_at(step, clock())
            found = finish(house, clock, next_one, ref)
            assert found.status is DeliveryStatus.SENT or found.is_unknown, f"killed at step {step}"
            ends[found.status is DeliveryStatus.SENT, came(servant, ref)] += 1
            if found.is_unknown:
                before = came(servant, ref)
                with house.transaction() as tx:
                    assert flows.retry_unknown(tx, TEAM, kind="mail", ref=ref, now=clock()) == 1
                assert finish(house, clock, next_one, ref).status is DeliveryStatus.SENT
                assert came(servant, ref) == before + 1
    assert ended == DONE
    assert set(ends) <= {(True, 1), (False, 0), (False, 1)}, "sent is sent once, and what is unknown came once at most"
    assert ends[True, 1] > 20, "most of a conversation is before the dot"
    assert ends[False, 1] > 1, "and there are steps after it"
