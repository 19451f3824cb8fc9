"""What a run was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from crawler.records.errors import UsageError, nearest
from crawler.records.profile import Portal

_YES = frozenset({"1", "true", "yes"})


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a run was asked for; a run that was interrupted is taken up again by one with equal arguments."""

    base_url: str
    categories: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    limit: int | None = None
    full: bool = False
    #: Read listings from their newest article to what is known, and visit what is due: what nightly runs do.
    incremental: bool = False
    #: Fetch the files that articles offer.
    attachments: bool = False
    #: What is read instead of the portal itself: an archive with what was asked of it, or sources at hand.
    origin: str | None = None

    @classmethod
    def of(cls, portal: Portal, texts: dict[str, Any]) -> "Arguments":
        """The arguments from the texts that `scrapy crawl -a NAME=VALUE` gives; `category` holds names parted by `;`.

        Raises:
            UsageError: there is no such argument, or a value is not of its form.
        """
        known = sorted({*(field.name for field in fields(cls)), "category"} - {"categories", "origin"})
        for name in texts:
            if name not in known:
                expected = ", ".join(known)
                raise UsageError(f"-a {name}: no such argument: expected some of {expected}{nearest(name, known)}")
        try:
            return cls(
                base_url=portal.base_url,
                categories=tuple(filter(None, (name.strip() for name in texts.get("category", "").split(";")))),
                since=date.fromisoformat(texts["since"]) if texts.get("since") else None,
                until=date.fromisoformat(texts["until"]) if texts.get("until") else None,
                limit=int(texts["limit"]) if texts.get("limit") else None,
                full=texts.get("full", "").lower() in _YES,
                incremental=texts.get("incremental", "").lower() in _YES,
                attachments=portal.attachments == "fetch" or texts.get("attachments", "").lower() in _YES,
            )
        except ValueError as error:
            raise UsageError(f"{error}: expected days such as 2020-06-25, and a whole number for limit") from None

    @classmethod
    def restored(cls, stored: Mapping[str, Any]) -> "Arguments":
        """The arguments of a run, as its row, its `warcinfo` or JSON holds them; `base_url` at least."""
        known = {field.name for field in fields(cls)}
        values: dict[str, Any] = {name: value for name, value in stored.items() if name in known}
        values["categories"] = tuple(stored.get("categories") or ())
        for name in ("since", "until"):
            values[name] = date.fromisoformat(stored[name]) if stored.get(name) else None
        return cls(**values)

    def outside(self, day: date | None) -> bool:
        """Whether a day lies outside the days asked for; one that is not known does not."""
        if day is None:
            return False
        return (self.since is not None and day < self.since) or (self.until is not None and day > self.until)

    @property
    def dated(self) -> bool:
        """Whether days were asked for."""
        return self.since is not None or self.until is not None
