"""Records made again from answers that lie at hand."""
