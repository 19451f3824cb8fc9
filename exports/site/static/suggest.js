// Suggestions: the pages of the commonest names that hold the words of a search, while it is typed and above its results.

// The names that hold all words, whatever the accents; the last word may be the beginning of one.
function holdingWords(names, text) {
  const parts = (one) => bare(one).split(/[^\p{L}\p{N}_]+/u).filter(Boolean);
  const words = parts(text);
  const last = words.pop();
  if (last === undefined) return [];
  return names.filter(([name]) => {
    const own = parts(name);
    return words.every((word) => own.includes(word)) && own.some((word) => word.startsWith(last));
  });
}

// Shows six names at the most, each a row of name, page, articles and hint. Calling it again replaces them.
function showSuggested(place, names, here) {
  const shown = names.slice(0, 6).flatMap(([name, page, articles, hint], index) => {
    const link = document.createElement("a");
    [link.href, link.textContent, link.lang] = [here + page, name, "vi"];
    const told = document.createElement("span");
    [told.className, told.textContent] = ["hint", hint ? ` ${hint}` : ""];
    const count = document.createElement("span");
    [count.className, count.textContent] = ["count", ` ${articles.toLocaleString(document.documentElement.lang)}`];
    return [index ? " · " : "", link, told, count];
  });
  place.querySelector("span").replaceChildren(...shown);
  place.hidden = !shown.length;
}

// The file is read when typing begins, or for the words of the address.
function suggested(root) {
  suggested.names ??= fetch(new URL(`${root}names/suggested.json`, location.href)).then((answer) => answer.json());
  return suggested.names;
}

(() => {
  const field = document.getElementById("search");
  const { root, here, operators } = document.getElementById("found").dataset;
  field.addEventListener("input", async () => {
    const typed = field.value;
    const names = await suggested(root);
    // What was typed while the file was read has an event of its own.
    if (field.value !== typed) return;
    const query = readQuery(typed, JSON.parse(operators));
    const words = [...query.names.flatMap((name) => name.words), ...query.terms.map((term) => term.text)];
    showSuggested(document.getElementById("named"), holdingWords(names, words.join(" ")), here);
  });
})();
