// What a search asks for: words, phrases, words that must be absent, names and years. It reads what
// `exports/browse/query_words.py` reads.

// A text without accents in small letters, sign for sign: places in it are those in the text.
function bare(text) {
  return Array.from(text.normalize("NFC"), (sign) => {
    const plain = sign.normalize("NFD")[0].replace(/[đĐ]/, "d").toLowerCase();
    return plain.length === sign.length ? plain : sign;
  }).join("");
}

// `operators` gives the kind of name for what stands before a colon. Of the words behind it the name may be the first few.
function readQuery(text, operators) {
  const MOST = 40;
  text = text.normalize("NFC").replace(/\s+/g, " ").trim();
  const folded = bare(text);
  const named = Object.keys(operators).sort((one, other) => other.length - one.length).join("|");
  const part = new RegExp(
    `(?<operator>(?<!\\S)(?:${named})):\\s*|(?<without>(?<!\\S)-)?(?:"(?<phrase>[^"]*)"?|(?<word>[^\\s"]+))`, "dg");
  const query = { terms: [], without: [], names: [], years: [] };

  function next(at) {
    part.lastIndex = at;
    return part.exec(folded);
  }
  function written(found, group) {
    return text.slice(...found.indices.groups[group]).trim();
  }
  function name(kind, at) {
    let found = next(at);
    const words = [];
    if (found?.index === at && found.groups.phrase !== undefined && !found.groups.without) {
      return [{ kind, words: written(found, "phrase").split(" ").filter(Boolean), quoted: true }, part.lastIndex];
    }
    while (found?.groups.word && !found.groups.without && words.length < MOST) {
      words.push(written(found, "word"));
      at = part.lastIndex;
      found = next(at);
    }
    return [{ kind, words, quoted: false }, at];
  }

  let at = 0;
  for (let found; query.terms.length + query.without.length + query.names.length < MOST && (found = next(at)); ) {
    at = part.lastIndex;
    const kind = operators[found.groups.operator];
    const years = kind === "year" && /^(\d{4})(?:\s*[-–]\s*(\d{4}))?(?![\p{L}\p{N}_])/u.exec(folded.slice(at));
    if (years) {
      query.years.push([Number(years[1]), Number(years[2] ?? years[1])]);
      at += years[0].length;
    } else if (kind) {
      const [asked, end] = name(kind, at);
      at = end;
      if (asked.words.length) query.names.push(asked);
    } else {
      const group = found.groups.phrase === undefined ? "word" : "phrase";
      const term = { text: written(found, group), phrase: group === "phrase" };
      if (/[\p{L}\p{N}_]/u.test(term.text)) (found.groups.without ? query.without : query.terms).push(term);
    }
  }
  return query;
}
