// Search in the site's own index. Every text is put in as text, never as markup.
(async () => {
  const found = document.getElementById("found");
  const hits = document.getElementById("hits");
  const more = document.getElementById("more");
  const { root, here, operators, none, some, alone, failed } = found.dataset;
  const asked = (new URLSearchParams(location.search).get("_search") ?? "").trim();
  const pages = document.getElementById("named");
  const [PAGE, MOST_NAMES] = [20, 300];
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

  // The articles with any of the names. In the index a word of its own stands for each name.
  async function having(index, tokens) {
    const all = new Map();
    await index.options({ exactDiacritics: true });
    for (const token of tokens.slice(0, MOST_NAMES)) {
      for (const one of (await index.search(`"${token}"`)).results) all.set(one.id, one);
    }
    return all;
  }

  async function names(kind) {
    const answer = await fetch(new URL(`${root}names/${kind}.json`, location.href));
    return answer.ok ? answer.json() : [];
  }

  // The names that hold the first of the words, as many as some name has, and how many words these are.
  function standing(known, { words, quoted }) {
    const spaced = known.map((name) => ` ${bare(name[0]).replace(/[^\p{L}\p{N}_]+/gu, " ")} `);
    for (let length = words.length; length > 0; length = quoted ? 0 : length - 1) {
      const wanted = ` ${bare(words.slice(0, length).join(" "))} `;
      const held = known.filter((_, place) => spaced[place].includes(wanted));
      if (held.length || quoted) return [held, length];
    }
    return [[], 1];
  }

  // The names and years of a query as sets of articles; words behind a name are words of the search. Pages of the names
  // are offered above the results.
  async function named(index, query) {
    const sets = [];
    for (const name of query.names) {
      const [held, length] = standing(await names(name.kind), name);
      query.terms.push(...name.words.slice(length).map((text) => ({ text, phrase: false })));
      sets.push(await having(index, held.map(([, token]) => token)));
      offer(held.filter(([, , place]) => place));
    }
    const years = query.years.length ? await names("year") : [];
    for (const [first, last] of query.years) {
      const between = years.filter(([year]) => first <= Number(year) && Number(year) <= last);
      sets.push(await having(index, between.map(([, token]) => token)));
    }
    return sets;
  }

  function offer(held) {
    for (const [name, , place, articles] of held.slice(0, 6)) {
      const link = document.createElement("a");
      link.href = here + place;
      link.textContent = name;
      link.lang = "vi";
      pages.append(link, ` (${written(articles)}) `);
      pages.hidden = false;
    }
  }

  // What the query finds, best first: words as typed, accents and all, as a phrase; all words as typed; the phrase with
  // any accents; then by relevance; then the newest.
  async function search(index, query) {
    const sets = await named(index, query);
    const texts = query.terms.map((term) => term.text);
    const each = [];
    for (const text of texts) each.push(await holding(index, text, false));
    const met = [...sets, ...each];
    if (!met.length) return [];
    const newest = (await index.search(null, { sort: { moment: "desc" } })).results.map((one) => one.id);
    let ids = newest.filter((id) => met.every((one) => one.has(id)));
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
    return ids.map((id) => (each[0] ?? sets[0]).get(id));
  }

  function item(data) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = here + data.raw_url.replace(/^\//, "");
    link.textContent = data.meta.title;
    const excerpt = document.createElement("p");
    excerpt.className = "excerpt";
    line.lang = "vi";
    // Where a name was asked for and no word, the excerpt is the beginning of the text, which stands behind the title.
    const begin = data.content.slice(data.meta.title.length).replace(/^[.\s]+/, "").split(" ").slice(0, 30).join(" ");
    const text = (data.excerpt.includes("<mark>zq") ? begin : data.excerpt).replace(/\s*\bzq\d+\b\.*/g, "");
    // The excerpt is text with its hits between <mark> and </mark>, and signs of markup written as entities.
    for (const piece of text.split(/(<mark>.*?<\/mark>)/s)) {
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
