"""What every package may know: the record, the profile, text, dates, the clock, errors."""
