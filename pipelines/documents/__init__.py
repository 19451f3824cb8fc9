"""References to official documents: kinds, numbers, dates, issuers and laws, each read at a position of a text."""
