"""A "no" with its facts. Rooms subclass it; screens turn it into a sentence beside the right field."""


class Refusal(Exception):  # noqa: N818 - it is an answer to a person, not an error of the program
    """Something a person asked for that is not done, in one or two sentences that say what to do instead.

    `sentence` is plain text and fit to show. `field` names the form field it belongs to, where there is one.
    `ask` holds the Slack ids of people who can help; `or_else` goes on after their names.
    """

    def __init__(self, sentence: str, field: str | None = None, ask: tuple[str, ...] = (), or_else: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.ask = ask
        self.or_else = or_else


class Refusals(Refusal):
    """Several refusals of one form at once, so that a person mends them in one go."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(" ".join(one.sentence for one in refusals))
        self.refusals = refusals
