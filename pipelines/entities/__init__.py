"""Persons (PER), organisations (ORG) and places (LOC) in official Vietnamese prose.

`gazetteer` reads the linguists' tables. `sentences` cuts a sentence into syllables with their shapes, and `capitals`
gives the syllables of headings theirs. `organisation_names`, `place_names` and `person_names` are the grammars of the
three labels; they ask `names` how far a name runs. `layers` mark on a `board` by these grammars, one after the other.
`context` looks around a name. `pipelines.tag_entities` is the stage that uses them.
"""
