"""A statement as it is sent by mail: a plain text and an HTML document that say the same, word for word.

Both are written from one list of parts, so that neither can hold what the other lacks. The HTML is one column with
inline styles and nothing from elsewhere: no image, no script, no font. It sets no colours, so that it follows the
reader's light or dark ones; long words and addresses wrap.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from bot.statements.rules import Fields, Link, MailText
from bot.statements.template import LINKS, QUESTIONS, TAKEN_BACK, WAS, corrected, facts, one_line
from bot.statements.wording import is_link

CORRECTION, RETRACTION = "Correction", "Taken back"
_PAGE = (
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n'
    '<meta name="supported-color-schemes" content="light dark">\n'
    "<title>{title}</title>\n</head>\n"
    '<body style="margin:0;padding:16px;color-scheme:light dark">\n'
    "<div style=\"max-width:600px;margin:0 auto;font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,"
    'Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;word-break:break-word;overflow-wrap:anywhere">\n'
    "{content}\n</div>\n</body>\n</html>\n"
)
_PARAGRAPH = '<p dir="auto" style="margin:0 0 16px">{}</p>'
_LAST = '<p dir="auto" style="margin:24px 0 0;padding-top:12px;border-top:1px solid;font-size:14px">{}</p>'


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph in both its forms; the words of both are the same."""

    plain: str
    html: str


def mail(fields: Fields) -> MailText:
    """Write the mail of a statement; a correction says so in its subject, and what was wrong in its first line.

    Mail programs show the subject above all that, so it is not said again in it.
    """
    mark = corrected(fields)
    subject = one_line(fields.subject)
    parts = [
        *([_paragraph(mark)] if mark else []),
        *(_paragraph(one) for one in _paragraphs(fields.body)),
        *(_labelled(fact.label, fact.words) for fact in facts(fields)),
        *_links(fields),
    ]
    return _written(f"{CORRECTION}: {subject}" if mark else subject, parts, fields)


def retraction_mail(fields: Fields) -> MailText:
    """Write the mail that takes a statement back: our words, its subject struck through, and whom to ask."""
    subject = one_line(fields.subject)
    parts = [Part(TAKEN_BACK, _PARAGRAPH.format(f"<strong>{escape(TAKEN_BACK)}</strong>"))]
    if subject:
        parts.append(Part(f"{WAS}: {subject}", _PARAGRAPH.format(f"{WAS}: <s>{escape(subject)}</s>")))
    if fields.ask_whom.strip():
        parts.append(_labelled(QUESTIONS, fields.ask_whom))
    return _written(f"{RETRACTION}: {subject}", parts, fields)


def _written(subject: str, parts: list[Part], fields: Fields) -> MailText:
    if audience := one_line(fields.audience):
        why = f"You get this because you are among: {audience}."
        parts = [*parts, Part(why, _LAST.format(escape(why)))]
    content = "\n".join(part.html for part in parts)
    plain = "\n\n".join(part.plain for part in parts)
    return MailText(subject, f"{plain}\n", _PAGE.format(title=escape(subject), content=content))


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text: what empty lines part."""
    paragraph: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            paragraph.append(line)
        elif paragraph:
            yield "\n".join(paragraph)
            paragraph = []


def _paragraph(words: str) -> Part:
    return Part(words, _PARAGRAPH.format(_lines(words)))


def _labelled(label: str, words: str) -> Part:
    said = words.strip()
    return Part(f"{label}: {said}", _PARAGRAPH.format(f"<strong>{label}:</strong> {_lines(said)}"))


def _lines(words: str) -> str:
    return escape(words).replace("\n", "<br>\n")


def _links(fields: Fields) -> Iterator[Part]:
    """Write links with title and address; only what is an address to open can be pressed."""
    if fields.links:
        lines = [Part(f"{LINKS}:", f"<strong>{LINKS}:</strong>"), *map(_link, fields.links)]
        plain = "\n".join(line.plain for line in lines)
        yield Part(plain, _PARAGRAPH.format("<br>\n".join(line.html for line in lines)))


def _link(link: Link) -> Part:
    title, address = one_line(link.title), one_line(link.address)
    shown = escape(address)
    if not is_link(address):
        return Part(f"{title}: {address}", f"{escape(title)}: {shown}")
    return Part(f"{title}: {address}", f'<a href="{shown}">{escape(title)}</a>: {shown}')
