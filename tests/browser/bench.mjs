// The time from the move of a slider to the first picture; runs per second in the browser, with pictures every quarter of a
// second, against the program on one thread; and runs per second of processor time of either, which other work on the
// machine does not change: node bench.mjs PROGRAM
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { engine } from "./engine.mjs";
import { launch, visit } from "./harness.mjs";

const RUNS = 16_384, TIMES = 5;
const program = resolve(process.argv[2] ?? "../../target/release/realpolitik");
const folder = mkdtempSync(join(tmpdir(), "bench-"));
const median = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];
execFileSync(program, ["explore", "builtin:essay", "--export", folder]);
const browser = await launch();
const began = performance.now();
const { page } = await visit(browser, join(folder, "index.html"));
await page.waitForFunction(() => document.getElementById("now-levels").src !== "");
console.log(`from opening the page to its first picture: ${Math.round(performance.now() - began)} ms`);
const idle = () => page.waitForFunction(() => ["state", "held"].every((of) => document.getElementById("result").dataset[of] === "done"), null, { timeout: 600_000 });

const first = [], whole = [], rate = [], native = [];
const measure = (what) => idle().then(() => page.evaluate(([id, value]) => new Promise((done) => {
  const [field, image, result] = [document.getElementById(id), document.getElementById("now-levels"), document.getElementById("result")];
  const began = performance.now();
  let first = 0;
  new MutationObserver(() => {
    first ||= performance.now() - began;
    setTimeout(() => result.dataset.state === "done" && done([first, performance.now() - began]));
  }).observe(image, { attributes: true, attributeFilter: ["src"] });
  result.dataset.state = "changing";
  field.value = value;
  field.dispatchEvent(new Event(id === "runs" ? "change" : "input"));
}), what));
for (let i = 0; i < TIMES; i += 1) {
  const [picture, end] = await measure(["claim-C4", String(0.9 - i / 10)]);
  first.push(picture);
  whole.push(end);
}
console.log(`from the move of a slider to the first picture: ${Math.round(median(first))} ms, to all 2000 runs: ${Math.round(median(whole))} ms`);
for (let i = 0; i < TIMES; i += 1) {
  rate.push((1000 * RUNS) / (await measure(["runs", String(RUNS - i)]))[1]);
  const out = join(folder, `run-${i}`);
  const began = performance.now();
  execFileSync(program, ["run", "builtin:essay", "--runs", String(RUNS - i), "--threads", "1", "--no-plots", "--quiet", "--out", out]);
  native.push((1000 * RUNS) / (performance.now() - began));
}
await browser.close();

const ask = await engine(gunzipSync(readFileSync("../../assets/explorer/engine.wasm.gz")));
ask({ ask: "open", name: "builtin:essay", words: ["builtin:essay"] });
const own = [], theirs = [];
for (let i = 0; i <= TIMES; i += 1) {
  const began = process.cpuUsage();
  ask({ ask: "start", place: "now", setting: { set: [], claims: [], seed: 1, runs: RUNS } });
  ask({ ask: "go", place: "now", runs: RUNS });
  ask({ ask: "draw", place: "now", theme: "light" });
  const { user, system } = process.cpuUsage(began);
  if (i > 0) own.push((1e6 * RUNS) / (user + system)); // The first time it is still being compiled.
  const words = `'${program}' run builtin:essay --runs ${RUNS} --threads 1 --no-plots --quiet --force --out '${join(folder, "cpu")}'`;
  const said = execFileSync("bash", ["-c", `TIMEFORMAT='%U %S'; { time ${words}; } 2>&1`]).toString().trim().split(" ").map(Number);
  theirs.push(RUNS / (said[0] + said[1]));
}
rmSync(folder, { recursive: true });
console.log(`runs a second in the browser: ${Math.round(median(rate))}; the program on one thread: ${Math.round(median(native))}; ratio ${(median(rate) / median(native)).toFixed(2)}`);
console.log(`runs a second of processor time, engine as WebAssembly: ${Math.round(median(own))}; the program: ${Math.round(median(theirs))}; ratio ${(median(own) / median(theirs)).toFixed(2)}`);
