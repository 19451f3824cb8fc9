"""Identify the documents that an article refers to across articles: each reference gets its document's id."""

from dataclasses import replace

from crawler.records.article import Article, DocumentReference, Entity
from crawler.records.profile import Portal
from pipelines.documents.identity import document_id, without_office
from pipelines.link_units import link_units
from pipelines.units import load_units
from pipelines.units.bodies import Body, body_of


def identify_documents(article: Article, portal: Portal) -> Article:
    """The article whose references carry `document_id`: see `pipelines.documents.identity`.

    The issuer is the body that the text names, as it is linked to its unit there.
    """
    if not article.documents:
        return article
    issuers = _issuers(article, portal)
    return article.changed(documents=[
        replace(found, document_id=document_id(found.type, found.number, found.date, issuers[index]))
        for index, found in enumerate(article.documents)
    ])  # fmt: skip


def _issuers(article: Article, portal: Portal) -> list[Body | None]:
    """The issuer of each reference; `None` where none is said, or where its unit is open."""
    named: dict[str, list[Entity]] = {}
    for entity in article.entities:
        if entity.label == "ORG":
            named.setdefault(_key(entity.text), []).append(entity)
    found = [_entity_of(document, named) for document in article.documents]
    missing = {
        _key(core): Entity(text=core, label="ORG", field=document.field, paragraph=document.paragraph, start=at, end=at)
        for document, entity in zip(article.documents, found, strict=True)
        if entity is None and (core := without_office(document.issuer or "")) and (at := document.end)
    }
    linked = _linked(list(missing.values()), article, portal) if missing else {}
    return [
        _body(entity or linked.get(_key(without_office(document.issuer or ""))))
        for document, entity in zip(article.documents, found, strict=True)
    ]


def _entity_of(document: DocumentReference, named: dict[str, list[Entity]]) -> Entity | None:
    """The entity that is the issuer: rather one behind the reference than one elsewhere in the article."""
    if not document.issuer:
        return None
    entities = named.get(_key(document.issuer)) or named.get(_key(without_office(document.issuer))) or []
    place = (document.field, document.paragraph)
    behind = [one for one in entities if (one.field, one.paragraph) == place and one.start >= document.end]
    return next(iter(behind or entities), None)


def _linked(missing: list[Entity], article: Article, portal: Portal) -> dict[str, Entity]:
    """Issuers that are no entities of the text, linked like bodies that stand behind all of its entities."""
    linked = link_units(article.changed(entities=[*article.entities, *missing]), portal).entities
    return {_key(entity.text): entity for entity in linked[len(article.entities) :]}


def _body(issuer: Entity | None) -> Body | None:
    if issuer is None or issuer.canonical is None or issuer.unit_status == "ambiguous":
        return None
    return body_of(issuer.canonical, load_units().get(issuer.unit_code))


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
