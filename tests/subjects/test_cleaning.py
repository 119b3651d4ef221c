"""What is written for machines is taken off a draft, and what people read stays."""

import pytest

from bot.subjects.cleaning import clean


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<!here> VPN client update", "VPN client update"),
        ("*IMPORTANT* Changes to `/scratch`", "IMPORTANT: Changes to /scratch"),
        ("RE: FW: [IT-ALL] Outage :fire: @channel", "Outage"),
        ("Move to <https://x.example|the portal> now!!!", "Move to the portal now!"),
        ("<https://x.example|Click here> Payroll closed", "Payroll closed"),
        ("Move srv_fs_014 to *the cloud*", "Move srv_fs_014 to the cloud"),
        ("R&amp;D &lt;10%&gt; free", "R&D <10%> free"),
        ("\u202eevil\u202c\u200b text\x00", "evil text"),
        ("[RESOLVED] Email", "RESOLVED: Email"),
    ],
)
def test_a_draft_is_cleaned(raw: str, text: str) -> None:
    assert clean(raw).text == text


@pytest.mark.parametrize(
    ("raw", "ticket"),
    [("INC0482210 – Banner login", "INC0482210"), ("Outage (CHG-0012345)", "CHG-0012345"), ("ABC-123: Fix", "ABC-123")],
)
def test_ticket_numbers_are_taken_off_and_kept(raw: str, ticket: str) -> None:
    cleaned = clean(raw)
    assert cleaned.tickets == (ticket,)
    assert ticket not in cleaned.text
