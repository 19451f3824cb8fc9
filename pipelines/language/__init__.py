"""The language engine: underthesea's words, parts of speech and entity tags, with offsets and in linear time.

`tokens` cuts a text as underthesea's tokeniser does and keeps the offsets, `features` writes the taggers' feature
strings column by column, `taggers` runs the four taggers.
"""
