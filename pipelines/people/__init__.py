"""Who is who in a dataset.

`person_keys` compares the names of an article, `body_anchors` names the bodies that tell people apart, `persons` says
who is one. `pipelines.list_people` makes tables of it.
"""
