"""Made-up official documents as lines of text, with what their heads say."""
