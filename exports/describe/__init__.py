"""The files that describe a version of a dataset."""

from exports.describe.about import About
from exports.describe.card import card
from exports.describe.croissant import croissant
from exports.describe.dictionary import dictionary
from exports.describe.package import package


def describe(about: About) -> dict[str, str]:
    """The texts of the files that describe a version, by their names."""
    return {
        "README.md": card(about),
        "DATA_DICTIONARY.md": dictionary(about.selection.shape),
        "datapackage.json": package(about),
        "croissant.json": croissant(about),
    }
