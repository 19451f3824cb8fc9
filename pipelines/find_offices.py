"""Find which office a sentence gives to which person: "Nguyễn An – Bí thư Thị ủy – Chủ tịch HĐND thị xã" has two."""

from collections import defaultdict
from collections.abc import Iterator

from crawler.records.article import Article, Entity, Office, TextField
from crawler.records.profile import Portal
from pipelines.offices.chains import Held, held
from pipelines.offices.sentence_view import SentenceView


def find_offices(article: Article, portal: Portal) -> Article:
    """The article with the offices of its persons, in reading order.

    Offsets are those of the person's mention.
    """
    offices = [_office(number, one) for number, one in of_sentences(article)]
    return article.changed(offices=offices) if offices or article.offices else article


def of_sentences(article: Article) -> Iterator[tuple[int, Held]]:
    """The offices that the sentences of an annotated article give, each with the number of its sentence."""
    named: defaultdict[tuple[TextField, int | None], list[Entity]] = defaultdict(list)
    for entity in article.entities:
        named[entity.field, entity.paragraph].append(entity)
    texts = {(field, paragraph): text for field, paragraph, text in article.texts()}
    for number, sentence in enumerate(article.sentences):
        place = sentence.field, sentence.paragraph
        inside = [entity for entity in named.get(place, ()) if sentence.start <= entity.start < sentence.end]
        if any(entity.label == "PER" for entity in inside):
            yield from ((number, one) for one in held(SentenceView(sentence, texts[place], inside)))


def _office(number: int, one: Held) -> Office:
    body = one.post.body
    return Office(
        person=one.person.canonical or one.person.text,
        role=one.post.role,
        body=body.name if body else None,
        unit_code=body.entity.unit_code if body and body.entity else None,
        former=one.former,
        field=one.person.field,
        paragraph=one.person.paragraph,
        start=one.person.start,
        end=one.person.end,
        sentence=number,
    )
