import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bot.audiences.rules import Audience
from bot.deliveries.mail import compose, sender_of
from bot.deliveries.rules import Mail
from bot.statements.mails import mail, retraction_mail
from bot.statements.rules import Fields, Link, MailText
from bot.statements.wording import complaints, tidied

UNHURRIED = settings(deadline=None)  # other tests may be running beside these
CHROMIUM = Path("/usr/bin/chromium")

NEWS = Fields(
    audience="Finance",
    day=date(2026, 3, 31),
    start=time(22),
    until=time(23),
    must_do="Install the app",
    do_by=date(2026, 3, 30),
    ask_whom="The desk, 4357",
    subject="Send invoices from your phone",
    body="Send invoices from your phone.\n\nThe app opens:\n- at home\n- on the train",
    links=(Link("The guide", "https://example.com/guide?a=1&b=2"),),
    zone="Asia/Tokyo",
)
HOSTILE = (
    '<script>window.hit=1</script><img src="https://evil.example/x.png" onerror="window.hit=1">"\'>&lt;b&gt; {title}'
)
HOSTILE_NEWS = Fields(
    audience=HOSTILE,
    must_do=HOSTILE,
    ask_whom=HOSTILE,
    subject=HOSTILE,
    body=HOSTILE,
    links=(Link(HOSTILE, "https://example.com/'a'"), Link("Bad", 'javascript:alert("1")')),
    mistake=HOSTILE,
)


class Reading(HTMLParser):
    """What a person reads of a document, and the tags and attributes that are in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._shown: list[str] = []
        self._in_head = False
        self.title = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._in_head = tag == "head" or (self._in_head and tag != "body")
        if tag in {"p", "br", "h1", "div"}:
            self._shown.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._in_head = self._in_head and tag != "head"
        if tag in {"p", "h1", "div"}:
            self._shown.append("\n")

    def handle_data(self, data: str) -> None:
        if self._in_head:
            self.title += data.strip("\n")
        else:
            self._shown.append(data)

    @property
    def text(self) -> str:
        return "".join(self._shown)


def test_the_plain_text_says_it_all_one_paragraph_a_line() -> None:
    assert mail(NEWS) == MailText(
        "Send invoices from your phone",
        "Send invoices from your phone.\n"
        "\n"
        "The app opens:\n- at home\n- on the train\n"
        "\n"
        "When: Tuesday 31 March 2026, 22:00 to 23:00 (Tokyo time, UTC+9)\n"
        "\n"
        "What to do: Install the app\n"
        "\n"
        "By: Monday 30 March 2026\n"
        "\n"
        "Questions: The desk, 4357\n"
        "\n"
        "Links:\n"
        "The guide: https://example.com/guide?a=1&b=2\n"
        "\n"
        "You get this because you are among: Finance.\n",
        mail(NEWS).html,
    )


def test_the_subject_stands_in_the_head_of_a_mail_and_is_not_said_again_in_it() -> None:
    said = mail(replace(NEWS, subject="Invoices move to an app"))
    assert "Invoices move" not in said.plain
    assert "Invoices move" not in said.html.partition("<body")[2]
    assert "<title>Invoices move to an app</title>" in said.html


def test_a_correction_says_so_in_its_subject_and_its_first_line() -> None:
    corrected = mail(replace(NEWS, mistake="the date was wrong"))
    assert corrected.subject == "Correction: Send invoices from your phone"
    assert corrected.plain == f"Corrected: the date was wrong.\n\n{mail(NEWS).plain}"


def test_a_retraction_says_so_and_keeps_nothing_to_act_on() -> None:
    back = retraction_mail(NEWS)
    assert back.subject == "Taken back: Send invoices from your phone"
    assert back.plain == (
        "IT has taken this announcement back. Please do not act on it.\n"
        "\n"
        "It was: Send invoices from your phone\n"
        "\n"
        "Questions: The desk, 4357\n"
        "\n"
        "You get this because you are among: Finance.\n"
    )
    assert "<s>Send invoices from your phone</s>" in back.html


def test_a_retraction_of_little_says_what_there_is() -> None:
    assert retraction_mail(Fields()).plain == "IT has taken this announcement back. Please do not act on it.\n"


def test_the_subject_is_one_line_whatever_was_stored() -> None:
    for write in (mail, retraction_mail):
        assert write(replace(NEWS, subject="a\r\nBcc: x\u2028y\x85z\x0bw")).subject.endswith("a Bcc: x y z w")


def test_the_document_is_whole_and_made_for_small_and_dark_screens() -> None:
    html = mail(replace(NEWS, mistake="the date")).html
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert Reading(html).title == "Correction: Send invoices from your phone"


def test_no_colour_is_set_that_the_other_scheme_would_hide() -> None:
    for html in (mail(NEWS).html, retraction_mail(NEWS).html):
        assert not re.search(r"#[0-9a-f]{3,6}\b|rgb|background|(?<![\w-])color:", html)


@pytest.mark.parametrize("write", [mail, retraction_mail])
def test_what_somebody_wrote_is_text_and_nothing_comes_from_elsewhere(write: object) -> None:
    assert callable(write)
    read = Reading(write(HOSTILE_NEWS).html)
    own = {"html", "head", "meta", "title", "body", "div", "h1", "p", "br", "strong", "s", "a"}
    assert set(read.tags) <= own
    assert {name for name, _ in read.attributes} <= {"lang", "charset", "name", "content", "style", "dir", "href"}
    assert {value for name, value in read.attributes if name == "href"} <= {"https://example.com/'a'"}
    styles = " ".join(value or "" for name, value in read.attributes if name == "style")
    assert "url(" not in styles
    assert HOSTILE in read.text
    assert "{content}" not in read.text


def test_only_https_addresses_can_be_pressed_and_all_are_shown() -> None:
    links = (Link("Good", "https://example.com/a"), Link("Bad", "http://example.com/b"), Link("Ugly", "javascript:x"))
    read = Reading(mail(replace(NEWS, links=links)).html)
    assert [value for name, value in read.attributes if name == "href"] == ["https://example.com/a"]
    for link in links:
        assert f"{link.title}: {link.address}" in read.text


_WORDS = st.text(max_size=60)
_FIELDS = st.builds(
    Fields,
    audience=_WORDS,
    day=st.none() | st.dates(),
    start=st.none() | st.times(),
    until=st.none() | st.times(),
    must_do=_WORDS,
    do_by=st.none() | st.dates(),
    ask_whom=_WORDS,
    subject=_WORDS,
    body=_WORDS | st.lists(_WORDS).map("\n\n".join),
    links=st.lists(st.builds(Link, _WORDS, _WORDS | st.just("https://example.com/?a=1&amp;b=<"))).map(tuple),
    zone=st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"]),
    mistake=_WORDS,
)


@UNHURRIED
@given(_FIELDS)
def test_the_plain_text_says_all_that_the_html_says_word_for_word(fields: Fields) -> None:
    for write in (mail, retraction_mail):
        written = write(fields)
        assert Reading(written.html).text.split() == written.plain.split()
        assert write(fields) == written


SENDER = sender_of("Example IT <it@example.com>")
NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Post", "List-Unsubscribe"]
HEADERS += ["Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"]


@UNHURRIED
@given(
    subject=st.text(min_size=1, max_size=150),
    audience=st.text(min_size=1, max_size=80),
    words=st.text(max_size=200),
    mistake=st.sampled_from(["", "The date."]),
)
def test_whatever_may_be_handed_in_can_be_sent_with_our_headers_and_no_others(
    subject: str, audience: str, words: str, mistake: str
) -> None:
    written = replace(NEWS, outcome="Print.", happens="A printer.", do_by=None, channels=("C02FIN",))
    fields = tidied(replace(written, subject=subject, audience=audience, must_do=words, body=f"Hi {words}"))
    if complaints(fields, [Audience(fields.audience)], NOW):
        return
    for said in (mail(replace(fields, mistake=mistake)), retraction_mail(fields)):
        sent = compose(Mail(said.subject, said.plain, said.html, NOW, fields.audience), SENDER, "a@b.example", "0" * 32)
        read = message_from_bytes(sent, policy=policy.default)
        assert sorted(read.keys()) == sorted(HEADERS)
        assert str(read["Subject"]) == said.subject


# -- in a real browser ----------------------------------------------------------------------------------------------

in_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed (apt-get install chromium)"
)
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
WIDE = Fields(
    audience=LONG_WORD,
    day=date(2026, 11, 1),
    start=time(1, 15),
    until=time(1, 45),
    must_do=f"Open {LONG_WORD}",
    do_by=date(2026, 11, 1),
    ask_whom="someone.with.a.very.long.name.indeed@a-department-with-a-long-name.example.com",
    subject=f"{LONG_WORD} opens",
    body=f"{LONG_WORD}\n\n印刷できるようになりました。\n\nتعمل الطابعة الآن\n\n- one\n- two",
    links=(Link(LONG_WORD[:100], "https://example.com/" + "a-very/long/path?with=" + "x" * 400),),
    zone="America/New_York",
    mistake=LONG_WORD,
)
# The right and left edge of every piece of text that is painted, and whether it can be seen.
EDGES = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.data.trim()) continue;
    const style = getComputedStyle(walker.currentNode.parentElement);
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects())
      found.push([box.left, box.right, box.height, style.visibility === 'visible' && style.opacity === '1']);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module", params=[360, 800])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    size: ViewportSize = {"width": request.param, "height": 640}
    context = browser.new_context(viewport=size)
    asked_for: list[str] = []

    def refuse(route: object, asked: object) -> None:
        asked_for.append(str(asked))
        route.abort()  # type: ignore[attr-defined]

    context.route("**/*", refuse)
    window = context.new_page()
    yield window
    context.close()
    assert asked_for == []


@pytest.mark.browser
@in_chromium
@pytest.mark.parametrize("fields", [NEWS, replace(NEWS, mistake="the date"), WIDE, HOSTILE_NEWS])
@pytest.mark.parametrize("write", [mail, retraction_mail])
def test_the_mail_is_read_without_loss_on_a_phone_and_at_a_desk(page: Page, write: object, fields: Fields) -> None:
    assert callable(write)
    written: MailText = write(fields)
    page.set_content(written.html)
    width = page.evaluate("window.innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    edges = page.evaluate(EDGES)
    assert edges
    assert all(left >= 0 and right <= width and height > 0 and seen for left, right, height, seen in edges)
    shown = page.evaluate("document.body.innerText")
    assert shown.split() == written.plain.split()
    assert page.evaluate("window.hit") is None


@pytest.mark.browser
@in_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mail_follows_light_and_dark_screens(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    page.set_content(mail(NEWS).html)
    colour = page.evaluate("getComputedStyle(document.querySelector('p')).color")
    assert colour == ("rgb(0, 0, 0)" if scheme == "light" else "rgb(255, 255, 255)")
