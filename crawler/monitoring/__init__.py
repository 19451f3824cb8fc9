"""Watching runs: monitors, alerts, notifications, status and metrics."""
