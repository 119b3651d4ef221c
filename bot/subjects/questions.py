"""What to ask where a draft gives nothing to work from."""

from bot.subjects.drafts import Draft, has_content
from bot.subjects.rule_types import Rules
from bot.subjects.words import is_only_version, named


def questions(draft: Draft, rules: Rules) -> tuple[str, ...]:
    """Return one or two questions, the most useful first."""
    if not draft.text and not draft.tickets:
        return ("What is the news, in a few words? There is no text in this draft that I can read.",)
    if not draft.text or not has_content(draft, rules):
        return (
            "What happens, and to what? The draft names nothing that a reader knows.",
            "What can people do afterwards that they cannot do now?",
        )
    unwelcome = any(one.direction in ("bad", "partial") for one in draft.readings)
    thing = next((one.slots.get("system") or one.slots.get("thing") for one in draft.readings), None)
    about = f" with {named(thing, rules.sets)}" if thing and len(thing) < 60 and not is_only_version(thing) else ""
    if unwelcome:
        return (f"What can people not do{about}, and until when?",)
    return (
        f"What can people do{about} afterwards that they cannot do now?",
        "Do they have to do anything, and by when?",
    )
