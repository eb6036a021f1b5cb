import js from "@eslint/js";
import globals from "globals";

const strict = { ...js.configs.recommended.rules, eqeqeq: "error", "no-var": "error", "prefer-const": "error", "no-eval": "error", "no-implied-eval": "error", "no-console": "error" };

export default [
  { files: ["templates/explorer/page.js"], languageOptions: { sourceType: "script", globals: globals.browser }, rules: strict },
  { files: ["templates/explorer/worker.js"], languageOptions: { sourceType: "script", globals: globals.worker }, rules: strict },
  { files: ["tests/browser/*.mjs"], languageOptions: { globals: { ...globals.node, ...globals.browser } }, rules: { ...strict, "no-console": "off" } },
];
