"""The demonstration portal: synthetic but for one article, served on loopback."""
