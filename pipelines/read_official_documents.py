"""Read the official document that an article, or a file of it, is itself: a row of `official_documents`."""

from collections.abc import Sequence

from crawler.records.article import Article, Entity
from crawler.records.official_document import OfficialDocument
from crawler.records.profile import Portal
from pipelines.documents.first_page import first_page
from pipelines.documents.identity import document_id
from pipelines.documents.issuer_case import in_usual_case
from pipelines.link_units import link_units
from pipelines.units import load_units
from pipelines.units.bodies import Body, body_of, name_of


def read_official_documents(article: Article, portal: Portal) -> Article:
    """The article with the official document whose text its body is, if it is one."""
    found = official_document([article.lead or "", *article.paragraphs], article, portal)
    return article.changed(official_documents=[found] if found else [])


def official_document(lines: Sequence[str], article: Article, portal: Portal) -> OfficialDocument | None:
    """The document of which these lines are the beginning; its issuer is linked to a unit as on its own day."""
    page = first_page(lines)
    if page is None:
        return None
    issuer, name = _issuer(page.bodies, page.date, article, portal)
    return OfficialDocument(
        type=page.type,
        number=page.number,
        date=page.date,
        issuer=name,
        abstract=page.abstract,
        document_id=document_id(page.type, page.number, page.date, issuer),
    )


def _issuer(
    bodies: tuple[str, ...], day: str | None, article: Article, portal: Portal
) -> tuple[Body | None, str | None]:
    """The last of the bodies at the head, with the unit in its name or in the superior one's; and its full name."""
    if not bodies:
        return None, None
    text = "; ".join(bodies)
    starts = [sum(len(body) + 2 for body in bodies[:index]) for index in range(len(bodies))]
    mentions = [
        Entity(body, "ORG", "paragraphs", 0, start, start + len(body))
        for body, start in zip(bodies, starts, strict=True)
    ]
    published = f"{day}T00:00:00+07:00" if day else article.published_at
    linked = link_units(
        article.changed(title=None, lead=None, paragraphs=[text], entities=mentions, published_at=published), portal
    ).entities
    units = load_units()
    own = linked[-1]
    body = body_of(own.canonical or own.text, units.get(own.unit_code))
    code = next((entity.unit_code for entity in reversed(linked) if entity.unit_code), None)
    head = in_usual_case(body.head.upper() if own.text.isupper() else body.head)
    named = head if own.unit_code is None else name_of(Body(head, own.unit_code), units)
    return Body(head, code), named
