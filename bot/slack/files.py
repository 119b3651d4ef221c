"""Sending somebody a file."""

from slack_sdk import WebClient


def send_file(client: WebClient, person: str, name: str, text: str, said: str) -> None:
    """Send a person a text file as a direct message, with a sentence above it. Raises one of SLACK_ERRORS.

    Slack takes it in four calls: the conversation, an address for the file, the file, and where it is to be shown
    (https://docs.slack.dev/messaging/working-with-files).
    """
    conversation = client.conversations_open(users=person)["channel"]["id"]
    client.files_upload_v2(channel=conversation, filename=name, title=name, content=text, initial_comment=said)
