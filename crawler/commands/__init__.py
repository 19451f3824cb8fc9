"""What each `vnportal` command does, one module per command."""
