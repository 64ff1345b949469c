// The map beside the list: outlines of the Census, the programs of this page, and the names of some towns, or an operator's tiles.
// Everything comes from this server.
import L from "leaflet";
import { mesh } from "topojson-client";

const box = document.querySelector("[data-map]");
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const text = (words, style) => L.divIcon({ className: style, html: "", iconSize: null });

// A marker whose words are set as text: nothing of the data is ever read as markup.
function marker(point, words, style, options) {
  const made = L.marker(point, { icon: text(words, style), ...options });
  made.on("add", () => {
    made.getElement().textContent = words;
  });
  return made;
}

// Words as markup that shows just them: Leaflet takes its credits as markup.
const plain = (words) => Object.assign(document.createElement("i"), { textContent: words }).innerHTML;

async function draw() {
  const topology = await (await fetch(box.dataset.outlines)).json();
  const map = L.map(box, { zoomSnap: 0.5, minZoom: 3, maxZoom: 13, scrollWheelZoom: false });
  map.attributionControl.setPrefix(false).addAttribution(plain(box.dataset.credit));
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: plain(box.dataset.tilesCredit) }).addTo(map);
  const lines = (name, weight) =>
    L.geoJSON(mesh(topology, topology.objects[name]), { interactive: false, style: { color: colour("--field"), weight } }).addTo(map);
  lines("counties", 0.7);
  lines("states", 2);
  const cards = [...document.querySelectorAll("[data-lat]")];
  const points = cards.map((card) => [Number(card.dataset.lat), Number(card.dataset.lon)]);
  map.fitBounds(points.length ? L.latLngBounds(points).pad(0.15) : [[24, -125], [50, -66]], { maxZoom: 11 });
  for (const [name, lat, lon] of JSON.parse(box.dataset.towns ?? "[]")) {
    marker([lat, lon], name, "map-town", { interactive: false, keyboard: false }).addTo(map);
  }
  cards.forEach((card, i) => {
    const link = card.querySelector("h3 button");
    const pin = marker(points[i], card.dataset.pin, "map-pin", { riseOnHover: true }).addTo(map);
    pin.getElement().setAttribute("aria-label", `${card.dataset.pin}. ${link.textContent}`);
    pin.on("click keypress", (event) => {
      if (event.type === "keypress" && !["Enter", " "].includes(event.originalEvent.key)) return;
      event.originalEvent.preventDefault();
      card.closest("details")?.setAttribute("open", ""); // an organization's further places are folded
      card.scrollIntoView({ block: "center" });
      link.focus();
    });
  });
  box.focus({ preventScroll: true }); // the button that had it is gone
  box.dataset.drawn = points.length;
}

draw();
