// Bundles the extension, which runs beside the editor, and the scripts of its pages, which run in a browser.
import { rm } from "node:fs/promises";
import { build } from "esbuild";

const shared = { bundle: true, minify: true, sourcemap: false, legalComments: "linked", logLevel: "warning" };

await rm("dist", { recursive: true, force: true });
await Promise.all([
  build({
    ...shared,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.cjs",
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
  }),
  build({
    ...shared,
    entryPoints: ["src/webview/document.ts", "src/webview/soa.ts", "src/webview/table.ts"],
    outdir: "dist/webview",
    platform: "browser",
    format: "iife",
    target: "es2022",
  }),
]);
