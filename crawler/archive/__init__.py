"""The raw archive: WARC files, their repair and how long they are kept."""
