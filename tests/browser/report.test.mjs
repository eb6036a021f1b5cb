// The report as a reader has it: node --test report.test.mjs, with PROGRAM and a FOLDER for screenshots.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { WIDTHS, hindrances, launch, left, shots, visit } from "./harness.mjs";

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

test("on a telephone every picture fits the width with letters that can be read", async () => {
  run("audit", "builtin:essay", "--outcome", "alliance_2025", "--replicates", "30", "--claims", "C1,C4,C10", "--no-plots", "--quiet", "--out", "audit");
  run("report", "run", "audit", "--out", "both.html");
  const { page, close } = await visit(browser, join(folder, "both.html"), { viewport: { width: WIDTHS.telephone, height: 844 } });
  const seen = await page.evaluate(() => Array.from(document.querySelectorAll("figure"), (figure) => {
    const shown = Array.from(figure.querySelectorAll("svg")).filter((svg) => svg.getBoundingClientRect().width > 0);
    const [svg] = shown;
    const letters = Array.from(svg.querySelectorAll("text"), (text) => text.getBoundingClientRect().height);
    return { id: figure.id, shown: shown.length, width: svg.getBoundingClientRect().width, scrolled: svg.parentElement.scrollWidth > svg.parentElement.clientWidth, least: Math.min(...letters) };
  }));
  assert.ok(seen.length > 8, `${seen.length} pictures`);
  for (const one of seen) {
    assert.equal(one.shown, 1, one.id);
    assert.ok(one.width <= WIDTHS.telephone && !one.scrolled, `${one.id} is scrolled`);
    assert.ok(one.least >= 12, `${one.id}: letters of ${one.least} pixels`);
  }
  await page.setViewportSize({ width: WIDTHS.desktop, height: 900 });
  assert.equal(await page.locator(".picture.narrow svg:visible").count(), 0);
  await close();
});

test("on paper nothing is hidden that a reader needs, in ink on white, and nothing is cut", async () => {
  const { page, close } = await visit(browser, join(folder, "both.html"), { colorScheme: "dark" });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const told = await page.evaluate(() => {
    const style = (where) => getComputedStyle(document.querySelector(where));
    const shown = (element) => element.checkVisibility({ contentVisibilityAuto: true }) && element.getBoundingClientRect().height > 0;
    const closed = Array.from(document.querySelectorAll("details:not(.bulk)")).filter((details) => !shown(details.lastElementChild) || Array.from(details.querySelectorAll("td")).some((cell) => !shown(cell)));
    return {
      ink: style("body").color, ground: style("html").backgroundColor, closed: closed.length, details: document.querySelectorAll("details").length,
      buttons: Array.from(document.querySelectorAll("button, nav")).filter(shown).length,
      narrow: Array.from(document.querySelectorAll(".picture.narrow")).filter(shown).length,
      bulk: Array.from(document.querySelectorAll(".bulk")).filter(shown).length, paper: shown(document.querySelector(".paper")), wide: Array.from(document.querySelectorAll(".picture.wide")).filter(shown).length, figures: document.querySelectorAll("figure").length,
    };
  });
  assert.deepEqual([told.ink, told.ground], ["rgb(31, 35, 40)", "rgb(255, 255, 255)"], "also where the screen is dark");
  assert.ok(told.details > 5);
  assert.deepEqual([told.bulk, told.paper], [0, true], "what is long is left out, and that is said");
  assert.deepEqual([told.closed, told.buttons, told.narrow, told.wide], [0, 0, 0, told.figures]);
  const file = join(pictures, "report.pdf");
  await page.pdf({ path: file, format: "A4", margin: { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" } });
  assert.ok(readFileSync(file).length > 50_000);
  // Of the width that A4 leaves: nothing is cut at the right.
  await page.setViewportSize({ width: Math.round((210 - 30) / 25.4 * 96), height: 1000 });
  const cut = await page.evaluate(() => Array.from(document.querySelectorAll("main *")).filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest("svg")).map((element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`));
  assert.deepEqual(cut, []);
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
