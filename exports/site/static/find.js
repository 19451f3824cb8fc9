// Search in the site's own index. Every text is put in as text, never as markup.
(async () => {
  const found = document.getElementById("found");
  const hits = document.getElementById("hits");
  const more = document.getElementById("more");
  const { root, here, operators, none, some, alone, failed } = found.dataset;
  const asked = (new URLSearchParams(location.search).get("_search") ?? "").trim();
  const PAGE = 20;
  const written = (count) => count.toLocaleString(document.documentElement.lang);

  // The index lays accents aside, but knows "đ" as a letter of its own: who types "d" may mean either. It begins a word.
  function spellings(words) {
    const [first, ...rest] = words;
    if (first === undefined) return [""];
    const either = /^d/i.test(first) ? [first, first.replace(/^d/i, "đ")] : [first];
    return spellings(rest).flatMap((behind) => either.map((before) => `${before} ${behind}`.trim())).slice(0, 16);
  }

  // The articles that hold the words as they stand, by their ids; `strict`: with their accents. The index takes what stands
  // in quotes for whole words beside each other; without quotes it passes over words that it does not know.
  async function holding(index, words, strict) {
    await index.options({ exactDiacritics: strict });
    const best = new Map();
    for (const spelling of strict ? [words] : spellings(words.split(" "))) {
      for (const one of (await index.search(`"${spelling}"`)).results) {
        if (!(best.get(one.id)?.score >= one.score)) best.set(one.id, one);
      }
    }
    return best;
  }

  // The articles with any of the values, the newest first.
  async function having(index, kind, values) {
    const { results } = await index.search(null, { filters: { [kind]: { any: values } }, sort: { day: "desc" } });
    return new Map(values.length ? results.map((one) => [one.id, one]) : []);
  }

  // The names that hold the first of the words, as many as some name has, and how many words these are.
  function standing(known, { words, quoted }) {
    for (let length = words.length; length > 0; length = quoted ? 0 : length - 1) {
      const wanted = ` ${bare(words.slice(0, length).join(" "))} `;
      const names = known.filter((name) => ` ${bare(name).replace(/[^\p{L}\p{N}_]+/gu, " ")} `.includes(wanted));
      if (names.length || quoted) return [names, length];
    }
    return [[], 1];
  }

  // The names and years of a query as sets of articles; words behind a name are words of the search.
  async function named(index, query) {
    const sets = [];
    const known = query.names.length ? await index.filters() : {};
    for (const name of query.names) {
      const kind = name.kind === "unit" ? "place" : name.kind;
      const [names, length] = standing(Object.keys(known[kind] ?? {}), name);
      query.terms.push(...name.words.slice(length).map((text) => ({ text, phrase: false })));
      sets.push(await having(index, kind, names));
    }
    for (const [first, last] of query.years) {
      const years = Array.from({ length: Math.min(Math.max(last - first, -1), 200) + 1 }, (_, more) => `${first + more}`);
      sets.push(await having(index, "year", years));
    }
    return sets;
  }

  // What the query finds, best first: words as typed, accents and all, as a phrase; all words as typed; the phrase with
  // any accents; then by relevance. Without words the newest come first.
  async function search(index, query) {
    const sets = await named(index, query);
    const texts = query.terms.map((term) => term.text);
    const each = [];
    for (const text of texts) each.push(await holding(index, text, false));
    const met = [...sets, ...each];
    if (!met.length) return [];
    let ids = [...met[0].keys()].filter((id) => met.every((one) => one.has(id)));
    for (const { text } of query.without) {
      const absent = await holding(index, text, false);
      ids = ids.filter((id) => !absent.has(id));
    }
    if (texts.length) {
      const strict = [];
      for (const text of texts) strict.push(await holding(index, text, true));
      const phrase = await holding(index, texts.join(" "), true);
      const loose = await holding(index, texts.join(" "), false);
      const rank = (id) => 4 * phrase.has(id) + 2 * strict.every((one) => one.has(id)) + loose.has(id);
      const score = (id) => each.reduce((sum, one) => sum + one.get(id).score, 0);
      ids.sort((one, other) => rank(other) - rank(one) || score(other) - score(one));
    }
    return ids.map((id) => met[0].get(id));
  }

  function item(data) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = here + data.raw_url.replace(/^\//, "");
    link.textContent = data.meta.title;
    const excerpt = document.createElement("p");
    excerpt.className = "excerpt";
    line.lang = "vi";
    // The excerpt is text with its hits between <mark> and </mark>, and signs of markup written as entities.
    for (const piece of data.excerpt.split(/(<mark>.*?<\/mark>)/s)) {
      const part = document.createElement(piece.startsWith("<mark>") ? "mark" : "span");
      const holder = document.createElement("textarea");
      holder.innerHTML = piece.replace(/<\/?mark>/g, "");
      part.textContent = holder.value;
      excerpt.append(part);
    }
    line.append(link, excerpt);
    return line;
  }

  // Ways on where all conditions together find nothing: each word or phrase that finds something alone.
  async function steps(index, query) {
    for (const { text, phrase } of query.terms) {
      const { size } = await holding(index, text, false);
      if (!size) continue;
      const line = document.createElement("li");
      const link = document.createElement("a");
      const words = phrase ? `"${text}"` : text;
      link.href = `?${new URLSearchParams({ _search: words })}`;
      link.textContent = alone.replace("{label}", words);
      line.append(link, ` (${written(size)})`);
      hits.append(line);
    }
  }

  async function show(results) {
    const shown = await Promise.all(results.splice(0, PAGE).map((one) => one.data()));
    hits.append(...shown.map(item));
    more.hidden = !results.length;
  }

  if (!asked) return;
  document.getElementById("search").value = asked;
  try {
    const index = await import(new URL(root + "pagefind/pagefind.js", location.href));
    const query = readQuery(asked, JSON.parse(operators));
    const results = await search(index, query);
    const count = results.length;
    more.addEventListener("click", () => show(results));
    await show(results);
    if (!count) await steps(index, query);
    found.textContent = count ? `${written(count)} ${some}` : none;
  } catch {
    found.textContent = failed;
  }
})();
