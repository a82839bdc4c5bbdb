import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

/** A report carries the libraries with it, so it carries their licences: those that the first output wrote. */
const licences: Plugin = {
  name: "licences",
  transformIndexHtml: { order: "post", handler: (html) => html.replace("</html>", () => `</html>\n<!--\n${readFileSync("dist/assets/licenses.txt", "utf8").replaceAll("--", "- -")}-->`) },
};

// Two outputs: the served page (index.html with hashed assets, views loaded when they are opened), and report.html, one file with everything in it.
// The second run keeps what the first wrote.
export default defineConfig(({ mode }) => {
  const report = mode === "report";
  return {
    base: "./",
    publicDir: report ? false : "public",
    plugins: report ? [viteSingleFile(), licences] : [],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      target: "es2022",
      license: report ? false : { fileName: "assets/licenses.txt" },
      emptyOutDir: !report,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 800,
      rollupOptions: { input: report ? "report.html" : "index.html" },
    },
    server: { proxy: { "/api": process.env["WEIR_DASHBOARD"] ?? "http://127.0.0.1:8500" } },
  };
});
