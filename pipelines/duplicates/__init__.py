"""What near duplicates are found by: normalised words, MinHash bands, and the comparison of two texts."""
