"""The network of people: valid by the schema of GEXF, and read by networkx as the tables say."""

from pathlib import Path

import networkx as nx
from lxml import etree

from crawler.records.derived import Pair, Person
from exports import columns
from exports.atomic import FileSet
from exports.formats.gexf import NAME, Files
from exports.record_rows import derived

SCHEMA = Path(__file__).parent / "gexf" / "gexf.xsd"
PEOPLE = [
    Person("lê-mận", "Lê Mận", "name", None, 0, 1, 1, None, None),
    Person("trần-lực@ubnd", 'Trần "Lực" & <em>', "article body", "sontay:1", 1, 4, 9, "2024-03-05", "2025-07-08"),
]
PAIRS = [Pair("lê-mận", "trần-lực@ubnd", 2, 3)]


def written(folder: Path, people: list[Person], pairs: list[Pair]) -> Path:
    files = FileSet(folder)
    gexf = Files(files)
    for name, rows in (("people", people), ("cooccurrence", pairs)):
        gexf.add(columns.TABLE[name], list(derived(columns.TABLE[name], rows)))
    gexf.close()
    files.close()
    return folder / NAME


def test_the_file_is_valid_by_the_schema_with_and_without_people(tmp_path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    for number, (people, pairs) in enumerate([(PEOPLE, PAIRS), (PEOPLE, []), ([], [])]):
        folder = tmp_path / str(number)
        folder.mkdir()
        schema.assertValid(etree.parse(written(folder, people, pairs)))


def test_networkx_reads_people_and_pairs_with_their_columns(tmp_path: Path) -> None:
    network = nx.read_gexf(written(tmp_path, PEOPLE, PAIRS), version="1.3")
    assert network.nodes["trần-lực@ubnd"] == {
        "label": 'Trần "Lực" & <em>',
        "evidence": "article body",
        "evidence_article": "sontay:1",
        "namesakes": 1,
        "articles": 4,
        "mentions": 9,
        "first_day": "2024-03-05",
        "last_day": "2025-07-08",
    }
    ((one, other, said),) = network.edges(data=True)
    assert {one, other} == {"lê-mận", "trần-lực@ubnd"}
    assert (said["weight"], said["sentences"], said["articles"]) == (3, 2, 3)
