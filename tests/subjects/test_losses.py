"""Short titles of loss and of return: what ended, befell, leaked, is barred, is away, or is back."""

import pytest

from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Status


def _headline(draft: str) -> str:
    return next((one.headline for one in rewrite(draft).rewrites), "")


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("End of life for Tidebook 6", "You lose support for Tidebook 6"),
        ("Tidebook 6 becomes unsupported", "You lose support for Tidebook 6"),
        ("Tidebook 6 deprecation timeline", "You lose Tidebook 6"),
        ("Ending birthday letters", "You lose birthday letters"),
        ("Stopping weekly tide reports", "You lose weekly tide reports"),
        ("Tentative full shutdown of Tidebook", "You may be unable to use Tidebook"),
        ("Crane scheduler support dropped", "You lose support for the crane scheduler"),
        ("Pilot office is ending support for paper charts", "You lose support for paper charts"),
    ],
)
def test_what_ends_is_named_and_not_the_word_for_its_end(draft: str, headline: str) -> None:
    assert _headline(draft) == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Berth plans accidentally deleted", "Note that berth plans were accidentally deleted"),
        ("Crane jobs killed on Nelson", "Note that crane jobs were killed on Nelson"),
        ("Malicious chart found", "Note that a malicious chart was found"),
        ("Spare keys stolen from pier 4", "Note that spare keys were stolen from pier 4"),
    ],
)
def test_what_has_happened_is_told_as_past(draft: str, headline: str) -> None:
    assert _headline(draft) == headline


@pytest.mark.parametrize("draft", ["Berth plans to be accidentally deleted", "Berth plans may be stolen"])
def test_what_has_not_happened_is_not_told_as_past(draft: str) -> None:
    assert " were " not in _headline(draft)


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Prohibiting drone photos", "Expect drone photos to be prohibited"),
        ("Restricting access to the signal room", "Expect access to the signal room to be restricted"),
        ("Badge rules enforcement for new users", "Expect badge rules to be enforced for new users"),
        ("Suspension of berth swaps", "Expect berth swaps to be suspended"),
        ("Repairing our broken tide index", "Expect the broken tide index to be repaired"),
    ],
)
def test_a_doing_that_comes_first_is_done_to_the_thing(draft: str, headline: str) -> None:
    assert _headline(draft) == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Full downtime", "Expect a full interruption"),
        ("Outage due to flooding", "Expect an interruption"),
        ("Outage in building 7", "Expect an interruption in building 7"),
        ("System downtime - March 5, 2027", "Expect a system interruption on March 5, 2027"),
        ("Ongoing 500 and 504 errors", "Expect 500 and 504 errors"),
        ("Scheduled maintenance on 5 May", "Plan around work on 5 May"),
    ],
)
def test_an_interruption_of_nothing_named_is_told_where_more_is_said_of_it(draft: str, headline: str) -> None:
    assert _headline(draft) == headline


@pytest.mark.parametrize(
    "draft", ["Outage", "Unplanned outage", "Scheduled maintenance", "Postmortem", "Incident report"]
)
def test_an_interruption_of_which_nothing_is_said_is_asked_about(draft: str) -> None:
    assert rewrite(draft).status is Status.NEEDS_INPUT


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Harbour pilot token leak", "Be aware of a harbour pilot token leak"),
        ("Incident report: leaked crew key", "Read about the leaked crew key"),
        ("Radio outage post-mortem", "Read what went wrong with the radio"),
        ("Tidebook vulnerability", "Be aware of a weak spot in Tidebook"),
        ("CVE: Tidebook reader", "Be aware of a weak spot in the Tidebook reader"),
        ("Tidebook security notice", "Read the Tidebook security notice"),
        ("Malware in berth photos", "Watch out for malware in berth photos"),
    ],
)
def test_what_concerns_safety_is_pointed_out_and_not_dressed_up(draft: str, headline: str) -> None:
    assert _headline(draft) == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Degradation of the tide feed", "Expect trouble with the tide feed"),
        ("Crane relay currently off-line", "You can't use the crane relay"),
        ("SSH failure qa, qw", "Expect trouble with SSH"),
        ("Wi-Fi, mail unavailable", "You can't use Wi-Fi and mail"),
        ("Broken berth links", "Expect trouble with berth links"),
        ("Expired certificate on the berth page", "Expect trouble: certificate has expired"),
        ("All badges expired", "Expect trouble: all badges have expired"),
        ("Login nodes are inaccessible", "You can't use login nodes"),
        ("Password system down", "You can't use the password system"),
        ("Support team unavailable", "You can't reach the support team"),
        ("Harbour campus closed", "Expect the harbour campus to be closed"),
        ("Crane coaches out of office on 9 May", "Expect crane coaches to be away on 9 May"),
        ("Cluster shut down due to heat", "You can't use the cluster"),
        ("Cooling failure in hall 2: half of Nelson powered off", "You can't use half of Nelson"),
        ("Harbour page slow startup", "Expect the harbour page to be slow"),
        ("Crane job failures on deck 2", "Expect crane job failures on deck 2"),
        ("Cable damage affects crew radios", "Expect trouble with crew radios"),
        ("Login problems after the password change", "You may have trouble signing in"),
        ("Lost berth emails on 4 May", "You may have lost berth emails on 4 May"),
        ("Allocation requests suspended", "Expect allocation requests to be suspended"),
        ("Toner shortage at pier 4", "Expect a toner shortage at pier 4"),
        ("Power shutdown weekend 5-6 May", "Expect no power on 5-6 May"),
        ("Building power test: servers down", "You can't use servers"),
        ("/scratch is full", "Expect /scratch to be full"),
        ("Berth limits reduced", "Expect a lower berth limit"),
        ("Root certificate expiration", "Expect the root certificate to expire"),
        ("Box retired in favor of Tidebook", "Use Tidebook instead of Box"),
    ],
)
def test_trouble_is_told_of_the_thing_that_has_it(draft: str, headline: str) -> None:
    assert _headline(draft) == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Crane back up running", "You can use the crane again"),
        ("Radio service interruption and restoration", "You can use the radio again"),
        ("Power restored in hall 4", "You have power again in hall 4"),
        ("AC unit repaired", "Expect the AC unit to work again"),
        ("Unplanned portal outage now resolved", "You can use the portal again"),
        ("Nelson is down for scheduled maintenance (returned to service)", "You can use Nelson again"),
        ("Tidebook lifetime extended", "You can keep using Tidebook"),
        ("Extended deadline for berth claims", "You have more time for the berth claims"),
        ("Office hours canceled", "Expect no office hours: they are cancelled"),
        ("Harbour library reopens on Monday", "You can use the harbour library again on Monday"),
        ("Berth deliveries resume", "Expect berth deliveries again"),
        ("Lost berth files recovered", "Expect lost berth files back"),
        ("Slow chart searches fixed", "You can use chart searches again"),
        ("Downtime extended until noon", "Expect the interruption to last until noon"),
    ],
)
def test_what_is_back_or_kept_is_told_as_that(draft: str, headline: str) -> None:
    assert _headline(draft) == headline


@pytest.mark.parametrize(
    "draft",
    [
        "Failed launch",
        "Data recovery",
        "Holiday outage of the tide board",
        "Patched for tide board flaw",
        "4 cabinet close",
    ],
)
def test_what_only_says_how_or_when_is_no_name(draft: str) -> None:
    told = _headline(draft)

    assert not any(one in told for one in ("Failed", "data again", "the holiday", "Patched", "4 cabinet"))


@pytest.mark.parametrize("draft", ["Complete network blackout", "Build queue degradation", "Water leak in hall 3"])
def test_a_title_that_begins_like_a_verb_is_not_kept_as_a_duty(draft: str) -> None:
    assert rewrite(draft).status is not Status.KEEP


@pytest.mark.parametrize(
    ("draft", "fact"),
    [
        ("Tentative shutdown of Tidebook", "Tentative"),
        ("Nodes offline due to hardware failure", "Due to hardware failure"),
        ("Berth plans accidentally deleted; please resubmit", "resubmit"),
        ("SSH failure qa, qw", "qa, qw"),
    ],
)
def test_what_the_headline_leaves_out_stands_below(draft: str, fact: str) -> None:
    first = rewrite(draft).rewrites[0]

    assert fact.lower() in f"{first.headline} {first.facts_line}".lower()
