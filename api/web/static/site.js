// Everything here only helps: each page works without it. Nothing is sent anywhere; what is kept stays in this tab.
"use strict";

// "Leave this page" takes this page's place in the history, so that "back" does not return to it at once.
for (const link of document.querySelectorAll("[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href);
  });
}

// Printing by a button, where there is a script to press it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// The programs that were kept stay kept while the list is filtered, sorted and paged.
const picks = document.querySelector("[data-picks]");
if (picks) {
  const kept = new Set(JSON.parse(sessionStorage.getItem("kept") || "[]"));
  const boxes = [...document.querySelectorAll(".pick input")];
  const shown = new Set(boxes.map((box) => box.value));
  const told = document.querySelector("[data-count]");
  const hidden = document.createElement("span");
  picks.append(hidden);
  const show = () => {
    sessionStorage.setItem("kept", JSON.stringify([...kept]));
    told.textContent = kept.size ? `${kept.size} ✓ ` : "";
    hidden.replaceChildren(...[...kept].filter((id) => !shown.has(id)).map((id) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "id", value: id });
      return field;
    }));
  };
  for (const box of boxes) {
    box.checked = box.checked || kept.has(box.value);
    if (box.checked) kept.add(box.value);
    box.addEventListener("change", () => {
      kept[box.checked ? "add" : "delete"](box.value);
      show();
    });
  }
  show();
}

// Beside the list there is room for the filters; above it, on a phone, they open when they are wanted.
const tools = document.querySelector("[data-tools]");
if (tools) tools.open = matchMedia("(min-width: 60rem)").matches;

// The map is fetched when it is asked for, and not before.
const opener = document.querySelector("[data-map-open]");
if (opener) {
  document.querySelector("[data-map-section]").hidden = false;
  opener.addEventListener("click", () => {
    document.querySelector("[data-map]").hidden = false;
    document.head.append(
      Object.assign(document.createElement("link"), { rel: "stylesheet", href: opener.dataset.style }),
      Object.assign(document.createElement("script"), { src: opener.dataset.script }),
    );
    opener.remove();
  });
}
