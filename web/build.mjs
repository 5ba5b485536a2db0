// The only build step: one script, one stylesheet, the fonts and the icons, into the static folder of lachan.ui.
//   node build.mjs           build once        node build.mjs --watch   build on every change
//   node build.mjs --tests   bundle test/*.test.ts for node's test runner
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, context } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/lachan/ui/static/ui/build");
const modules = join(here, "node_modules");
const GZIP_LIMIT_BYTES = { "app.js": 30_000, "app.css": 10_000, "code.js": 10_000, "gate.js": 15_000, "worker.js": 1_000, "reader.js": 20_000, "zxing_reader.wasm": 420_000 };

const bundle = {
  absWorkingDir: here,
  entryPoints: [
    { in: "src/app.ts", out: "app" },
    { in: "css/app.css", out: "app" },
    { in: "src/code.ts", out: "code" },
    { in: "src/gate.ts", out: "gate" },
    { in: "src/reader.ts", out: "reader" },
    { in: "src/worker.ts", out: "worker" },
  ],
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "chrome100", "firefox102", "safari15.4"],
  external: ["*.woff2"],
  outdir: out,
  logLevel: "warning",
};

async function buildTests() {
  const folder = join(here, "../var/web-tests");
  await rm(folder, { recursive: true, force: true });
  const tests = (await readdir(join(here, "test"))).filter((name) => name.endsWith(".test.ts"));
  await build({
    absWorkingDir: here,
    entryPoints: tests.map((name) => `test/${name}`),
    bundle: true,
    platform: "node",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    outdir: folder,
    logLevel: "warning",
  });
}

async function copyFonts() {
  const from = join(modules, "@fontsource/be-vietnam-pro");
  await mkdir(join(out, "fonts"), { recursive: true });
  for (const subset of ["vietnamese", "latin"]) {
    for (const weight of ["400", "600"]) {
      const name = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
      await copyFile(join(from, "files", name), join(out, "fonts", name));
    }
  }
  await copyFile(join(from, "LICENSE"), join(out, "fonts/LICENSE"));
  // Be Vietnam Pro has no tabular figures: those of columns and clocks are IBM Plex Sans, digits only (see tokens.css).
  const plex = join(modules, "@fontsource/ibm-plex-sans");
  for (const weight of ["400", "600"]) {
    const name = `ibm-plex-sans-latin-${weight}-normal.woff2`;
    await copyFile(join(plex, "files", name), join(out, "fonts", name));
  }
  await copyFile(join(plex, "LICENSE"), join(out, "fonts/LICENSE-figures"));
}

// The server puts icons into its pages: keep what is drawn, drop comments, classes and white space.
async function copyIcons() {
  const from = join(modules, "lucide-static");
  await mkdir(join(out, "icons"), { recursive: true });
  for (const name of JSON.parse(await readFile(join(here, "icons.json"), "utf8"))) {
    const svg = await readFile(join(from, "icons", `${name}.svg`), "utf8");
    const drawn = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/\s*\n\s*/g, "");
    await writeFile(join(out, "icons", `${name}.svg`), svgOf(drawn));
  }
  await copyFile(join(from, "LICENSE"), join(out, "icons/LICENSE"));
}

function svgOf(drawn) {
  return (
    '<svg class="icon" aria-hidden="true" focusable="false" width="20" height="20" viewBox="0 0 24 24" fill="none" ' +
    `stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${drawn}</svg>`
  );
}

// What reads codes off pictures: fetched at the first look of a camera, never with a page.
async function copyReader() {
  const from = join(modules, "zxing-wasm");
  await copyFile(join(from, "dist/reader/zxing_reader.wasm"), join(out, "zxing_reader.wasm"));
  await copyFile(join(from, "LICENSE"), join(out, "zxing_reader.LICENSE"));
}

async function checkSizes() {
  for (const [name, limit] of Object.entries(GZIP_LIMIT_BYTES)) {
    const raw = await readFile(join(out, name));
    const size = gzipSync(raw, { level: 9 }).length;
    console.log(`${name}: ${raw.length} bytes, ${size} gzipped (limit ${limit})`);
    if (size > limit) throw new Error(`${name} is ${size} bytes gzipped; the limit is ${limit}`);
  }
}

if (process.argv.includes("--tests")) {
  await buildTests();
} else {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await Promise.all([copyFonts(), copyIcons(), copyReader()]);
  if (process.argv.includes("--watch")) {
    const watching = await context(bundle);
    await watching.watch();
  } else {
    await build(bundle);
    await checkSizes();
  }
}
