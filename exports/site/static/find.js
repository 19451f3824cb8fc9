// Search in the site's own index. Every text is put in as text, never as markup.
(async () => {
  const found = document.getElementById("found");
  const hits = document.getElementById("hits");
  const more = document.getElementById("more");
  const { root, here, operators, none, some, alone, without, failed } = found.dataset;
  const labels = Object.fromEntries(JSON.parse(found.dataset.labels));
  const address = new URLSearchParams(location.search);
  const asked = (address.get("_search") ?? "").trim();
  const narrowing = conditions(address, Object.keys(labels));
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

  // The names and years of a query as sets of articles; words behind a name are words of the search.
  async function named(index, query) {
    const sets = [];
    const offered = [];
    for (const name of query.names) {
      const [held, length] = standing(await names(name.kind), name);
      query.terms.push(...name.words.slice(length).map((text) => ({ text, phrase: false })));
      sets.push(await having(index, held.map(([, token]) => token)));
      offered.push(...held.filter(([, , page]) => page).map(([known, , page, articles]) => [known, page, articles]));
    }
    const years = query.years.length ? await names("year") : [];
    for (const [first, last] of query.years) {
      const between = years.filter(([year]) => first <= Number(year) && Number(year) <= last);
      sets.push(await having(index, between.map(([, token]) => token)));
    }
    const words = query.terms.map((term) => term.text).join(" ");
    if (words) offered.push(...holdingWords(await suggested(root), words));
    showSuggested(document.getElementById("named"), offered, here);
    return sets;
  }

  // What the query finds, best first: words as typed, accents and all, as a phrase in the title; that phrase anywhere;
  // all words as typed; the phrase with any accents; then by relevance; then the newest. Each result has its place in the
  // list that begins with the newest.
  async function search(index, query) {
    const sets = await named(index, query);
    const texts = query.terms.map((term) => term.text);
    const each = [];
    for (const text of texts) each.push(await holding(index, text, false));
    const newest = (await index.search(null, { sort: { place: "asc" } })).results;
    const all = new Map(newest.map((one, place) => [one.id, { one, place }]));
    let ids = [...all.keys()].filter((id) => [...sets, ...each].every((one) => one.has(id)));
    for (const { text } of query.without) {
      const absent = await holding(index, text, false);
      ids = ids.filter((id) => !absent.has(id));
    }
    if (texts.length) await rank(index, texts, ids);
    const shown = each[0] ?? sets[0];
    return ids.map((id) => ({ place: all.get(id).place, data: (shown?.get(id) ?? all.get(id).one).data }));
  }

  // Sorts articles that hold all words. In the index the words of titles stand a second time, each behind "zt".
  async function rank(index, texts, ids) {
    const words = texts.join(" ");
    const strict = [];
    for (const text of texts) strict.push(await holding(index, text, true));
    const title = await holding(index, (words.match(/[\p{L}\p{N}_]+/gu) ?? []).map((word) => `zt${word}`).join(" "), true);
    const phrase = await holding(index, words, true);
    const loose = await holding(index, words, false);
    const scores = new Map((await index.search(words)).results.map((one) => [one.id, one.score]));
    const tier = (id) =>
      8 * title.has(id) + 4 * phrase.has(id) + 2 * strict.every((one) => one.has(id)) + loose.has(id);
    const score = (id) => scores.get(id) ?? 0;
    ids.sort((one, other) => tier(other) - tier(one) || score(other) - score(one));
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
    const telling = data.excerpt.includes("<mark>") && !/<mark>z[qt]/.test(data.excerpt);
    const before = data.content.startsWith(data.excerpt.replace(/<\/?mark>/g, "").slice(0, 20)) ? "" : "… ";
    const text = (telling ? `${before}${data.excerpt} …` : begin).replace(/\s*\bz[qt][\p{L}\p{N}_]+\.*/gu, "");
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

  // Ways on where all conditions together find nothing: without one of them, or each word or phrase alone.
  async function steps(index, query, results, narrow) {
    const ways = [];
    for (const [at, [kind, key]] of narrowing.entries()) {
      const others = narrow.filter((_, other) => other !== at);
      const size = results.filter(({ place }) => others.every((places) => places.has(place))).length;
      const name = document.querySelectorAll(`#chosen .${kind} b`)[address.getAll(`_${kind}`).indexOf(key)].textContent;
      ways.push([widened(address, kind, key), without, name, size]);
    }
    for (const { text, phrase } of query.terms.length + narrowing.length > 1 ? query.terms : []) {
      const words = phrase ? `"${text}"` : text;
      ways.push([`?${new URLSearchParams({ _search: words })}`, alone, words, (await holding(index, text, false)).size]);
    }
    for (const [href, says, label, size] of ways.filter((way) => way[3])) {
      const link = document.createElement("a");
      [link.href, link.textContent] = [href, says.replace("{label}", `“${label}”`)];
      const line = hits.appendChild(document.createElement("li"));
      line.append(link, ` (${written(size)})`);
    }
  }

  async function show(results) {
    const shown = await Promise.all(results.splice(0, PAGE).map((one) => one.data()));
    hits.append(...shown.map(item));
    more.hidden = !results.length;
  }

  if (!asked && !narrowing.length) return;
  document.getElementById("search").value = asked;
  try {
    const facets = await readFacets(new URL(`${root}names/facets.json`, location.href));
    showConditions(document.getElementById("chosen"), address, labels, facets, found.dataset.remove);
    const index = await import(new URL(`${root}pagefind/pagefind.js`, location.href));
    const query = readQuery(asked, JSON.parse(operators));
    const narrow = narrowing.map((condition) => placesOf(facets, condition));
    const everything = await search(index, query);
    const results = everything.filter(({ place }) => narrow.every((places) => places.has(place)));
    const count = results.length;
    const { remove, all } = found.dataset;
    showFacets(document.getElementById("facets"), address, facets, results.map(({ place }) => place), { labels, remove, all });
    document.getElementById("to-facets").hidden = !count;
    more.addEventListener("click", () => show(results));
    await show(results);
    if (!count) await steps(index, query, everything, narrow);
    found.textContent = count ? `${written(count)} ${some}` : none;
  } catch {
    found.textContent = failed;
  }
})();
