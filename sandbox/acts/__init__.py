"""What people do: each act checks what Slack's client would, sends the payload, and shows the outcome."""
