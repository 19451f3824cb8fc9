"""Cut sentences into words with their parts of speech.

The words and tags are underthesea's; what a token shows is what stands in the article, also where underthesea
rewrites a spelling. The one difference: the customary end mark of official text, `./.`, is one token.
"""

from dataclasses import replace

from crawler.items import Article, Sentence, TextField, Token
from crawler.portal import Portal
from pipelines.language.taggers import Word, pos_tags, words
from pipelines.split_sentences import end_mark

#: underthesea's tag for punctuation marks.
PUNCTUATION = "CH"


def segment_words(article: Article, portal: Portal) -> Article:
    """The article with the tokens of every sentence; they cover all but the blanks, `pos` is underthesea's tag."""
    texts: dict[tuple[TextField, int | None], str] = {
        (field, paragraph): text for field, paragraph, text in article.texts()
    }
    return replace(
        article,
        sentences=[_segmented(sentence, texts[sentence.field, sentence.paragraph]) for sentence in article.sentences],
    )


def _segmented(sentence: Sentence, text: str) -> Sentence:
    shift = sentence.start
    cut = text[shift : sentence.end]
    found = words(cut)
    tags = pos_tags([word.spelling for word in found])
    found, tags = _with_end_mark_joined(cut, found, tags)
    tokens = [
        Token(cut[start:end], shift + start, shift + end, tag) for (start, end, _), tag in zip(found, tags, strict=True)
    ]
    return replace(sentence, tokens=tokens)


def _with_end_mark_joined(cut: str, found: list[Word], tags: list[str]) -> tuple[list[Word], list[str]]:
    """The words with the end mark, of which underthesea makes three words or so, as one."""
    start = end_mark(cut)
    if start is None:
        return found, tags
    # The mark's first point may belong to an abbreviation before it ("TP./.").
    first = next((index for index, word in enumerate(found) if word.start >= start), None)
    if first is None:
        return found, tags
    mark = Word(found[first].start, found[-1].end, cut[found[first].start :])
    return [*found[:first], mark], [*tags[:first], PUNCTUATION]
