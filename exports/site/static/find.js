// Search in the site's own index. Every text is put in as text, never as markup.
(async () => {
  const found = document.getElementById("found");
  const { root, here, none, some, failed } = found.dataset;
  const query = (new URLSearchParams(location.search).get("_search") ?? "").trim();
  const MOST = 30;

  // The index lays accents aside, but knows "đ" as a letter of its own: who types "d" may mean either. It begins a word.
  function spellings(words) {
    const [first, ...rest] = words;
    if (first === undefined) return [""];
    const either = /^d/i.test(first) ? [first, first.replace(/^d/i, "đ")] : [first];
    return spellings(rest).flatMap((behind) => either.map((before) => `${before} ${behind}`)).slice(0, 16);
  }

  function item(data) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = here + data.raw_url.replace(/^\//, "");
    link.textContent = data.meta.title;
    const excerpt = document.createElement("p");
    excerpt.className = "excerpt";
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

  if (!query) return;
  document.getElementById("search").value = query;
  try {
    const index = await import(new URL(root + "pagefind/pagefind.js", location.href));
    const best = new Map();
    for (const spelling of spellings(query.split(/\s+/))) {
      for (const one of (await index.search(spelling)).results) {
        if (!best.has(one.id) || best.get(one.id).score < one.score) best.set(one.id, one);
      }
    }
    const all = [...best.values()].sort((one, other) => other.score - one.score);
    const shown = await Promise.all(all.slice(0, MOST).map((one) => one.data()));
    document.getElementById("hits").append(...shown.map(item));
    found.textContent = all.length ? `${all.length} ${some}` : none;
  } catch {
    found.textContent = failed;
  }
})();
