
"use strict";
const root = document.documentElement;
const buttons = document.querySelectorAll("button[data-to]");
function speak(language) {
  root.dataset.lang = language;
  root.lang = language;
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.to === language));
}
for (const button of buttons) button.addEventListener("click", () => speak(button.dataset.to));
speak("vi");
document.querySelector(".languages").hidden = false;
