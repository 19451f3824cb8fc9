"""Labels of meta lines and bylines in words of a portal's own; a platform or a profile declares them (`[labels]`)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Word = Annotated[str, Field(pattern=r"^[^\W\d_][^:|\d]{0,38}[^\W\d_]$")]


class Labels(BaseModel):
    """What stands before a value, by field; read beside the labels that all portals share."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    author: list[Word] = Field(default=[], description="Of whoever wrote the text")
    source: list[Word] = Field(default=[], description="Of where the text was taken from")
    category: list[Word] = []
    published: list[Word] = Field(default=[], description="Of the day of publication")
    updated: list[Word] = Field(default=[], description="Of the day of the last change")
    views: list[Word] = Field(default=[], description="Of the count of views")
    poster: list[Word] = Field(default=[], description="Of whoever put the article on line, who did not write it")

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each field with each of its labels."""
        return tuple((field, word) for field in type(self).model_fields for word in getattr(self, field))
