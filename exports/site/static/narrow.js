// Narrowing down: the conditions that the address holds, and beside the results how many of them have which names.

// What a list is narrowed down by: pairs of a kind and a key. `kinds` are all kinds that there may be.
function conditions(address, kinds) {
  return kinds.flatMap((kind) => address.getAll(`_${kind}`).map((key) => [kind, key]));
}

// The names of each kind, the commonest first: name, key, hint, and the places of its articles in the list that begins
// with the newest. In the file each place is written as its distance from the one before.
async function readFacets(file) {
  const answer = await fetch(file);
  const read = ([name, key, hint, steps]) => {
    let place = 0;
    return { name, key: key || name, hint, places: steps.map((step) => (place += step)) };
  };
  return new Map(Object.entries(await answer.json()).map(([kind, rows]) => [kind, rows.map(read)]));
}

// The places of the articles that have the name.
function placesOf(facets, [kind, key]) {
  return new Set(facets.get(kind)?.find((name) => name.key === key)?.places ?? []);
}

// The address of the list with other conditions.
function narrowed(address, change) {
  const next = new URLSearchParams(address);
  next.delete("_whole");
  change(next);
  return `?${next}`;
}

// The address without one condition. (A second argument of `delete` is younger than many browsers.)
function widened(address, kind, key) {
  return narrowed(address, (next) => {
    const others = next.getAll(`_${kind}`).filter((value) => value !== key);
    next.delete(`_${kind}`);
    for (const value of others) next.append(`_${kind}`, value);
  });
}

// The conditions, each a link that takes it away.
function showConditions(list, address, labels, facets, remove) {
  const asked = (address.get("_search") ?? "").trim();
  const chips = asked ? [["search", address.get("_search"), asked]] : [];
  for (const [kind, key] of conditions(address, Object.keys(labels))) {
    chips.push([kind, key, facets.get(kind)?.find((name) => name.key === key)?.name ?? key]);
  }
  for (const [kind, key, name] of chips) {
    const link = document.createElement("a");
    link.className = kind;
    link.href = widened(address, kind, key);
    link.title = remove;
    const shown = document.createElement("b");
    shown.textContent = name;
    link.append(`${labels[kind] ?? list.dataset.search}: `, shown, " ×");
    list.appendChild(document.createElement("li")).append(link);
  }
  list.hidden = !chips.length;
}

// The commonest names of each kind among the articles with these places, those of most articles first.
function showFacets(aside, address, facets, places, { labels, remove, all }) {
  const [FEW, MANY] = [10, 1000];
  const found = new Set(places);
  for (const [kind, label] of Object.entries(labels)) {
    const chosen = new Set(address.getAll(`_${kind}`));
    const counted = (facets.get(kind) ?? [])
      .map((name) => ({ ...name, count: name.places.filter((place) => found.has(place)).length }))
      .filter((name) => name.count)
      .sort((one, other) => other.count - one.count);
    const names = counted.slice(0, address.get("_whole") === kind ? MANY : FEW);
    if (!names.length) continue;
    const most = names[0].count;
    if (kind === "year") names.sort((one, other) => (one.key < other.key ? 1 : -1));
    const box = aside.appendChild(document.createElement("details"));
    [box.className, box.id, box.open] = ["facet", `facet-${kind}`, true];
    box.appendChild(document.createElement("summary")).textContent = label;
    const list = box.appendChild(document.createElement("ul"));
    for (const name of names) list.append(facetItem(address, kind, name, names, most, chosen.has(name.key), remove));
    if (counted.length > names.length && names.length === FEW) {
      const link = list.appendChild(document.createElement("li")).appendChild(document.createElement("a"));
      link.href = `${narrowed(address, (next) => next.set("_whole", kind))}#${box.id}`;
      link.textContent = all;
    }
  }
}

function facetItem(address, kind, name, names, most, chosen, remove) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  link.textContent = chosen ? `${name.name} ×` : name.name;
  link.lang = "vi";
  link.href = chosen ? widened(address, kind, name.key) : narrowed(address, (next) => next.append(`_${kind}`, name.key));
  if (chosen) {
    link.setAttribute("aria-current", "true");
    link.title = remove;
  } else if (name.hint && names.some((other) => other !== name && other.name === name.name)) {
    const hint = item.appendChild(document.createElement("span"));
    [hint.className, hint.textContent] = ["hint", name.hint];
  }
  const count = item.appendChild(document.createElement("span"));
  count.className = "count";
  count.textContent = name.count.toLocaleString(document.documentElement.lang);
  const drawn = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const meter = drawn("svg", { class: "meter", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" });
  meter.append(drawn("rect", { width: (100 * name.count) / most, height: 4 }));
  item.append(meter);
  return item;
}
