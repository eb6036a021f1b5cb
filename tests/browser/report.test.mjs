// The report as a reader has it: node --test report.test.mjs, with PROGRAM and a FOLDER for screenshots.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { hindrances, launch, left, shots, visit } from "./harness.mjs";

const program = resolve(process.env["PROGRAM"] ?? "../../target/release/realpolitik");
const pictures = process.env["FOLDER"] ?? mkdtempSync(join(tmpdir(), "pictures-"));
const folder = mkdtempSync(join(tmpdir(), "report-"));
const run = (...words) => execFileSync(program, words, { cwd: folder });
let browser;

before(async () => { browser = await launch(); });
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

test("it asks nothing of a network, can be used by all in light and dark, and fits every width", async () => {
  run("run", "builtin:essay", "--runs", "500", "--no-plots", "--quiet", "--out", "run");
  run("report", "run", "--out", "report.html");
  const { page, asked, wrong, close } = await visit(browser, join(folder, "report.html"));
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await hindrances(page), [], colorScheme);
  }
  assert.deepEqual(await shots(page, pictures, "report"), []);
  assert.deepEqual([left(asked), wrong], [[], []]);
  await close();
});

test("a hostile scenario is shown as text", async () => {
  const hostile = "</title></script><script>window.hacked=1</script><img src=x onerror='window.hacked=2'> {{ style }}";
  writeFileSync(join(folder, "hostile.toml"), `format = 1\nextends = "builtin:two-actors"\ntitle = ${JSON.stringify(hostile)}\nquestion = ${JSON.stringify(hostile)}\n`);
  run("run", "hostile.toml", "--runs", "100", "--no-plots", "--quiet", "--out", "hostile");
  run("report", "hostile", "--out", "hostile.html");
  const { page, asked, wrong, close } = await visit(browser, join(folder, "hostile.html"));
  assert.ok((await page.locator("h1").first().textContent()).includes("<script>window.hacked=1</script>"));
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual([left(asked), wrong], [[], []]);
  await close();
});
