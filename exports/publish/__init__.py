"""Publishing: checks, versions and what changed between them."""
