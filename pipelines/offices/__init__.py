"""Who holds which office: `posts` finds offices with their bodies in a sentence, `chains` gives them to persons.

Both ask a `sentence_view` of the sentence; `pipelines.find_offices` is the stage that uses them.
"""
