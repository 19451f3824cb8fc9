"""A published dataset in the browser: Datasette on `browse.sqlite`, with pages of its own.

Needs the optional dependencies `vnportal[browse]`; only `exports.browse.search` and `words` do without.
"""
