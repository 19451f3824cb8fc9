"""Cut sentences into words with their parts of speech.

The words and tags are underthesea's; what a token shows is what stands in the article, also where underthesea
rewrites a spelling. The one difference: the customary end mark of official text, `./.`, is one token.
"""

from crawler.records.article import Article, Problem, Sentence, TextField, Token
from crawler.records.profile import Portal
from pipelines.language.taggers import Word, pos_tags, words
from pipelines.split_sentences import end_mark

#: underthesea's tag for punctuation marks.
PUNCTUATION = "CH"


#: No more tokens of one article are kept: so many are a megabyte of prose, a book of 400 pages. With all layers they
#: need some 150 MB beside the models.
MOST_TOKENS = 150_000


def segment_words(article: Article, portal: Portal) -> Article:
    """The article with the tokens of every sentence; they cover all but the blanks, `pos` is underthesea's tag.

    Sentences after the first `MOST_TOKENS` tokens stay without; `problems` says so ("too_many_words").
    """
    texts: dict[tuple[TextField, int | None], str] = {
        (field, paragraph): text for field, paragraph, text in article.texts()
    }
    sentences: list[Sentence] = []
    problems = article.problems
    count = 0
    for sentence in article.sentences:
        if count >= MOST_TOKENS:
            left = len(article.sentences) - len(sentences)
            message = f"more than {MOST_TOKENS:,} words: the last {left:,} sentences stay without"
            problems = [*problems, Problem("annotate", "too_many_words", message)]
            sentences += article.sentences[len(sentences) :]
            break
        sentences.append(_segmented(sentence, texts[sentence.field, sentence.paragraph]))
        count += len(sentences[-1].tokens)
    return article.changed(sentences=sentences, problems=problems)


def _segmented(sentence: Sentence, text: str) -> Sentence:
    shift = sentence.start
    cut = text[shift : sentence.end]
    found = words(cut)
    tags = pos_tags([word.spelling for word in found])
    found, tags = _with_end_mark_joined(cut, found, tags)
    tokens = [
        Token(cut[start:end], shift + start, shift + end, tag) for (start, end, _), tag in zip(found, tags, strict=True)
    ]
    return Sentence(sentence.field, sentence.paragraph, shift, sentence.end, tokens)


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
