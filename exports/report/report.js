
"use strict";
const chartStyle = document.getElementById("chart-style").textContent;

// The language: the style sheet shows it, the script tells those who read the page's own language and title.
for (const choice of document.querySelectorAll(".languages input")) choice.addEventListener("change", () => {
  document.documentElement.lang = choice.value;
  document.title = document.querySelector("title").dataset[choice.value];
});

// What a mark says, beside the pointer and at once: the browser's own hint takes a second and is small.
const tip = document.createElement("div");
tip.id = "tip";
tip.hidden = true;
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);
document.addEventListener("pointermove", event => {
  const mark = event.target.closest?.("svg a, svg g");
  const title = mark?.querySelector(":scope > title");
  if (title) { mark.setAttribute("aria-label", title.textContent); title.remove(); }
  tip.hidden = !mark?.hasAttribute("aria-label");
  if (tip.hidden) return;
  tip.textContent = mark.getAttribute("aria-label");
  const right = event.clientX > innerWidth / 2;
  tip.style.left = right ? "" : `${event.clientX + 14}px`;
  tip.style.right = right ? `${innerWidth - event.clientX + 14}px` : "";
  tip.style.top = `${Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 6)}px`;
});
document.addEventListener("scroll", () => { tip.hidden = true; });

// Downloads: the chart that is seen, or the table's values.
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
function drawing(figure) {
  const shown = [...figure.querySelectorAll("svg")].find(svg => svg.checkVisibility());
  const copy = shown.cloneNode(true);
  const style = document.createElementNS(copy.namespaceURI, "style");
  style.textContent = chartStyle + "svg { background: var(--paper); }";
  copy.prepend(style);
  copy.setAttribute("xmlns", copy.namespaceURI);
  copy.setAttribute("lang", document.documentElement.lang);
  for (const link of copy.querySelectorAll("a")) link.removeAttribute("href");
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
}
function picture(figure, name) {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(blob => save(blob, name), "image/png");
    URL.revokeObjectURL(image.src);
  };
  image.src = URL.createObjectURL(drawing(figure));
}
function quoted(text) { return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text; }
function table(figure) {
  const lines = [...figure.querySelectorAll("tr")].map(row => [...row.cells].map(cell => {
    const spoken = cell.querySelector(`[lang="${document.documentElement.lang}"]`) ?? cell;
    return quoted(cell.dataset.value ?? spoken.textContent);
  }).join(","));
  return new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" });
}
for (const saves of document.querySelectorAll(".saves")) saves.hidden = false;
for (const button of document.querySelectorAll("[data-save]")) button.addEventListener("click", () => {
  const figure = button.closest("figure"), kind = button.dataset.save, name = `${figure.id}.${kind}`;
  if (kind === "png") picture(figure, name);
  else save(kind === "svg" ? drawing(figure) : table(figure), name);
});

// The brush: the chart of months shows the chosen ones in its whole width.
const brush = document.querySelector(".brush");
if (brush) {
  const [from, to] = brush.querySelectorAll("input");
  const charts = [...brush.closest("figure").querySelectorAll("svg")].filter(svg => svg.querySelector(".zoomed"));
  function zoom() {
    for (const svg of charts) {
      const bars = svg.querySelector(".zoomed"), left = +bars.dataset.left, wide = +bars.dataset.wide;
      const share = +bars.dataset.count / (+from.max + 1);
      const first = +from.value * share, last = (+to.value + 1) * share, all = +bars.dataset.count;
      const scale = all / (last - first), slot = wide / all;
      const moved = place => left + (place - first) * slot * scale;
      for (const mark of svg.querySelectorAll("[data-at]")) {
        const at = +mark.dataset.at;
        mark.style.display = at < first || at > last ? "none" : "";
        mark.setAttribute("transform", `translate(${moved(at) - left - at * slot} 0)`);
      }
      for (const bar of bars.querySelectorAll("rect")) {
        const at = (bar.dataset.x ??= bar.getAttribute("x")) - left, high = bar.dataset.wide ??= bar.getAttribute("width");
        bar.style.display = at / slot < first - 0.01 || at / slot >= last ? "none" : "";
        bar.setAttribute("x", moved(at / slot));
        bar.setAttribute("width", high * scale);
      }
    }
    for (const input of [from, to]) input.setAttribute("aria-valuetext", brush.dataset.months.split(" ")[input.value]);
    brush.querySelector("output").textContent = [from, to].map(input => brush.dataset.months.split(" ")[input.value]).join(" – ");
  }
  from.addEventListener("input", () => { from.value = Math.min(from.value, to.value); zoom(); });
  to.addEventListener("input", () => { to.value = Math.max(from.value, to.value); zoom(); });
  brush.hidden = false;
}
