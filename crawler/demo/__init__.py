"""The demonstration portal: synthetic but for one article, served on loopback.

`site` holds the truth (sections and articles as plain records), `layouts` the themes that render it,
`application` answers addresses, `server` serves them, `faults` breaks answers on demand.
"""
