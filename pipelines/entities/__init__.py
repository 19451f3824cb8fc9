"""Persons (PER), organisations (ORG) and places (LOC) in official Vietnamese prose.

`tables` reads the linguists' lists, `sentences` cuts a sentence into syllables with their shape (`syllables`, and
`capitals` for headings). `bodies` (with `body_heads` and `body_places`), `places` and `people` are the grammars of the
three labels on the ground of `names`; `body_layers`, `place_layers` and `person_layers` mark by them on a `board`, in
the order of `layers`. `surroundings` looks around a name, `proposals` asks underthesea's tagger, `recall`
finds again what the article has named before. `pipelines.tag_entities` is the stage that uses them.
"""
