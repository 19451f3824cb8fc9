"""The word tables in `tables/STAGE/`: every list of Vietnamese words that a rule reads.

A linguist extends them without reading code. The first line of each says what belongs there.
"""

from pathlib import Path

from crawler.records import word_lists

#: Where the tables lie, in a folder for each stage.
FOLDER = Path(__file__).parent / "tables"


def entries(name: str) -> list[str]:
    """The entries of the table `name`, such as "entities/titles", in order."""
    return word_lists.entries(FOLDER / f"{name}.txt")


def rows(name: str) -> list[list[str]]:
    """The rows of the table `name`, such as "units/aliases", in order; each a list of its cells."""
    return word_lists.rows(FOLDER / f"{name}.tsv")
