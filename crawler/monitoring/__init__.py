"""Watching runs: monitors, what is usual, notifications, the state of things."""
