// Whether the engine that is kept in the repository answers as one built just now does: node same.mjs KEPT.wasm.gz BUILT.wasm
// It compares answers, not bytes: another version of the compiler gives other bytes.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { engine } from "./engine.mjs";

const SCENARIOS = ["essay", "essay-relaxed", "five-powers", "two-actors"].map((name) => `builtin:${name}`);

function* questions() {
  for (const name of SCENARIOS) {
    yield { ask: "open", name, words: [name] };
    yield { ask: "find", words: "", most: 60 };
    yield { ask: "find", words: "weight", most: 60 };
    for (const setting of [{ set: [], claims: [] }, { set: [["economy.drag", 0.5]], claims: [] }, { set: [], claims: [["C4", 0.4]] }]) {
      yield { ask: "start", place: "now", setting: { ...setting, seed: 7, runs: 100 } };
      for (const theme of ["light", "dark"]) {
        yield { ask: "go", place: "now", runs: 64 };
        yield { ask: "draw", place: "now", theme };
      }
      yield { ask: "story", place: "now", run: 3 };
    }
    yield { ask: "start", place: "held", setting: { set: [["actors.RUS.foresite", 1]], claims: [], seed: 1, runs: 1 } };
  }
}

const [kept, built] = await Promise.all(process.argv.slice(2).map((path) => readFile(path)));
const [old, fresh] = [await engine(gunzipSync(kept)), await engine(built)];
for (const question of questions()) {
  try {
    assert.equal(old(question), fresh(question));
  } catch {
    console.error(`assets/explorer/engine.wasm.gz is stale: it answers ${JSON.stringify(question)} otherwise than the sources do; make it anew: ./explorer/build.sh`);
    process.exit(1);
  }
}
console.log("the engine that is kept answers as the sources do");
