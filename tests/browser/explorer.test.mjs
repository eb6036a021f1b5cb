// The explorer as a reader has it: node --test explorer.test.mjs, with PROGRAM and a FOLDER for screenshots.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { hindrances, launch, left, shots, visit } from "./harness.mjs";

const program = resolve(process.env["PROGRAM"] ?? "../../target/release/realpolitik");
const pictures = process.env["FOLDER"] ?? mkdtempSync(join(tmpdir(), "pictures-"));
const folder = mkdtempSync(join(tmpdir(), "explorer-"));
const essay = join(folder, "essay/index.html");
const HOSTILE = "</title></script><script>window.hacked=1</script><img src=x onerror='window.hacked=2'> \"so\" & `${1}` {{engine}}";
let browser;

before(async () => {
  execFileSync(program, ["explore", "builtin:essay", "--export", join(folder, "essay")]);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Waits until all runs of the present setting and of the one beside it are done. */
async function done(page) {
  const whole = () => {
    const { state, held } = document.getElementById("result").dataset;
    return state === "done" && held === "done" && document.getElementById("problem").hidden;
  };
  await page.waitForFunction(whole, null, { timeout: 60_000 });
}

/** Does something that changes the setting, and waits for what follows of it. */
async function then(page, change) {
  await page.evaluate(() => { document.getElementById("result").dataset["state"] = "changing"; });
  await change();
  await done(page);
}

const digest = (page) => page.locator("#digest").textContent();

/** The digest that the program finds for the command that the page shows. */
async function native(page) {
  const command = await page.locator("#command").textContent();
  const script = command.replace(/^realpolitik /, `'${program}' `) + ` --json --no-plots --out '${mkdtempSync(join(folder, "run-"))}/out'`;
  return JSON.parse(execFileSync("sh", ["-c", script], { cwd: folder, maxBuffer: 64 << 20 })).summary.digest;
}

test("from a disk it runs, finds the program's digest, and asks nothing of a network", async () => {
  const { page, asked, wrong, close } = await visit(browser, essay);
  await done(page);
  assert.match(await page.locator("#finding").textContent(), /^RUS–CHN: an alliance by 2050 in \d+(\.\d)?% \(.*\) of the runs/);
  assert.match(await page.locator("#live").textContent(), /an alliance by 2050/);
  assert.equal(await page.locator("#command").textContent(), "realpolitik run builtin:essay --seed 1 --runs 2000");
  assert.equal(await digest(page), await native(page));
  assert.match(await page.locator("#now-levels").getAttribute("alt"), /level of alignment over time\. In 2050, the level/);
  assert.ok(await page.locator("#verdicts tr").count() > 5);
  assert.deepEqual([left(asked), wrong], [[], []]);
  await close();
});

test("a claim is moved by the keyboard", async () => {
  const { page, wrong, close } = await visit(browser, essay);
  await done(page);
  const [before, slider] = [await digest(page), page.locator("#claim-C4")];
  await slider.focus();
  await then(page, async () => { for (let i = 0; i < 6; i += 1) await page.keyboard.press("ArrowLeft"); });
  assert.equal(await slider.inputValue(), "0.7");
  assert.match(await page.locator("#command").textContent(), /--claim 'C4=0\.7' --seed 1/);
  assert.notEqual(await digest(page), before);
  assert.equal(await digest(page), await native(page));
  assert.match(await page.locator("#finding").textContent(), /as shipped, a difference of/);
  assert.equal(await page.locator("#changed-list li").textContent(), "claim C4: strength 0.7 in place of 1");
  await then(page, () => page.keyboard.press("Home"));
  assert.equal(await digest(page), await native(page));
  await then(page, () => page.keyboard.press("End"));
  assert.equal(await digest(page), before, "kept again, it is as shipped");
  assert.equal(await page.locator("#changed").textContent(), "nothing");
  assert.deepEqual(wrong, []);
  await close();
});

test("a parameter is searched, moved by the mouse and by its number, and its setting travels by a link and a file", async () => {
  const { page, wrong, close } = await visit(browser, essay);
  await done(page);
  await page.locator("#search").fill("horizon china");
  await page.waitForFunction(() => document.querySelector("#found").textContent.startsWith("0 of"));
  await page.locator("#search").fill("chn horizon");
  const slider = page.locator("#found-actors\\.CHN\\.horizon_years");
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  await then(page, async () => {
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2, { steps: 10 });
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 10 });
    await page.mouse.up();
  });
  const moved = Number(await slider.inputValue());
  assert.ok(moved > 40, `${moved}`);
  assert.match(await page.locator("#command").textContent(), /--set 'actors\.CHN\.horizon_years=/);
  assert.equal(await digest(page), await native(page));
  const number = slider.locator("xpath=..").locator("input[type=number]");
  await then(page, async () => { await number.fill("5.5"); await number.press("Enter"); });
  assert.match(await page.locator("#changed-list").textContent(), /actors\.CHN\.horizon_years: 5\.5 in place of 25/);
  const found = await digest(page);
  assert.equal(found, await native(page));

  await page.waitForFunction(() => document.getElementById("link").value.includes("5.5"));
  const link = await page.locator("#link").inputValue();
  assert.equal(page.url(), link);
  const other = await visit(browser, essay);
  await done(other.page);
  await then(other.page, () => other.page.goto(link));
  assert.equal(await digest(other.page), found, "the link holds the setting");
  assert.equal(await other.page.locator("#moved-actors\\.CHN\\.horizon_years").count(), 1);
  await other.close();

  writeFileSync(join(folder, await page.locator("#download").getAttribute("download")), await page.locator("#toml").inputValue());
  const again = execFileSync(program, ["run", "essay-setting.toml", "--runs", "2000", "--json", "--no-plots", "--out", join(folder, "again")], { cwd: folder });
  assert.equal(JSON.parse(again).summary.digest, found, "the file holds the setting");
  await then(page, () => page.locator("#reset").click());
  assert.equal(await page.locator("#changed").textContent(), "nothing");
  assert.deepEqual([wrong, other.wrong], [[], []]);
  await close();
});

test("two settings stand side by side on the same seed", async () => {
  const { page, wrong, close } = await visit(browser, essay);
  await done(page);
  await then(page, () => page.locator("#claim-C1").fill("0"));
  const held = await page.locator("#outcomes tr td:nth-child(3)").first().textContent();
  await then(page, () => page.locator("#hold").click());
  await then(page, () => page.locator("#claim-C4").fill("0"));
  await page.locator("#side-by-side").check();
  await page.waitForFunction((held) => document.querySelector("#outcomes tr td:nth-child(4)")?.textContent === held, held, { timeout: 60_000 });
  assert.match(await page.locator("#finding").textContent(), /in the held setting, a difference of/);
  assert.equal(await page.locator("#held-levels").isVisible(), true);
  assert.equal(await page.locator("#held-title").textContent(), "Held setting");
  await page.waitForFunction(() => document.getElementById("link").value.includes("held.claim=C1"));
  await page.locator("#unhold").click();
  await page.waitForFunction(() => /as shipped, a difference/.test(document.getElementById("finding").textContent), null, { timeout: 60_000 });
  assert.deepEqual(wrong, []);
  await close();
});

test("the chronicle of a run is opened, with the terms that decided each choice", async () => {
  const { page, wrong, close } = await visit(browser, essay);
  await done(page);
  await page.locator("#run").fill("7");
  await page.locator("#tell").click();
  await page.waitForFunction(() => document.getElementById("told").textContent.startsWith("Run 7,"));
  const told = await page.locator("#story li").allTextContents();
  assert.ok(told.some((text) => /^20\d\d(\.\d+)?(Russia|China) offers (China|Russia) /.test(text)), told.join("\n"));
  await page.locator("#story summary").first().click();
  assert.match(await page.locator("#story details p").first().textContent(), /reconsider/);
  assert.deepEqual((await page.locator("#story thead").first().locator("th").allTextContents()).slice(1), ["aloof", "lip service", "partnership", "coordination", "alliance"]);
  assert.deepEqual(await hindrances(page), []);
  await page.locator("#next").click();
  await page.waitForFunction(() => document.getElementById("told").textContent.startsWith("Run 8,"));
  await page.locator("#run").fill("2000");
  await page.locator("#tell").click();
  await page.waitForFunction(() => document.getElementById("told").textContent.includes("there is no run 2000: the experiment has 2000"));
  await page.locator("#run").fill("-1");
  await page.locator("#tell").click();
  await page.waitForFunction(() => document.getElementById("told").textContent === "There is no run -1: runs are counted from 0.");
  // A chronicle belongs to its setting: it goes when that moves, and one asked for at once is of the new setting.
  await page.locator("#run").fill("7");
  await page.locator("#tell").click();
  await page.waitForFunction(() => document.getElementById("told").textContent.startsWith("Run 7,"));
  const before = await page.locator("#story").textContent();
  await page.evaluate(() => {
    document.getElementById("runs").value = "5";
    document.getElementById("runs").dispatchEvent(new Event("change"));
    window.left = document.getElementById("told").textContent + document.getElementById("story").textContent;
    document.getElementById("run").value = "9";
    document.getElementById("tell").click();
  });
  assert.equal(await page.evaluate(() => window.left), "");
  await page.waitForFunction(() => document.getElementById("told").textContent.includes("there is no run 9: the experiment has 5"));
  await then(page, () => page.locator("#claim-C4").fill("0"));
  await page.locator("#run").fill("7");
  await page.evaluate(() => {
    document.getElementById("runs").value = "2000";
    document.getElementById("runs").dispatchEvent(new Event("change"));
    document.getElementById("tell").click();
  });
  await page.waitForFunction(() => document.getElementById("told").textContent.startsWith("Run 7,"));
  assert.notEqual(await page.locator("#story").textContent(), before);
  assert.deepEqual(wrong, []);
  await close();
});

test("what a link names wrongly is said, and so is what is not allowed", async () => {
  const { page, close } = await visit(browser, `${essay}`);
  await done(page);
  await page.goto(`${page.url()}#set=actors.RUS.horizont=3&claim=C77=0&seed=x&runs=-4&set=%3Cimg`);
  await page.locator("#problem").waitFor();
  assert.match(await page.locator("#problem").textContent(), /left out: set=<img, seed=x, runs=-4, actors\.RUS\.horizont, C77$/);
  await page.locator("#search").fill("rus foresight");
  const number = page.locator("#parameters input[type=number]").first();
  await number.fill("7");
  await number.press("Enter");
  await page.waitForFunction(() => document.getElementById("problem").textContent.includes("outside what is allowed: 0 to 1"));
  // Drawn anew in other colours, what is shown is still not of this setting.
  await page.locator("#theme").selectOption("dark");
  await page.waitForFunction(() => document.getElementById("now-levels").dataset.theme === "dark");
  assert.equal(await digest(page), "none: this setting cannot be run");
  assert.match(await page.locator("#status").textContent(), /cannot be run; what is shown is of the one before/);
  await page.locator("#tell").click();
  await page.waitForFunction(() => document.getElementById("told").textContent.startsWith("This setting cannot be run"));
  await then(page, () => page.locator("#reset").click());
  assert.match(await page.locator("#status").textContent(), /^All 2\s000 runs are done/);
  await close();

  const other = await visit(browser, essay);
  await done(other.page);
  await other.page.goto(`${other.page.url()}#held=1&held.set=actors.RUS.foresight=7`);
  await other.page.waitForFunction(() => /^The held setting: [^]*outside what is allowed: 0 to 1/.test(document.getElementById("problem").textContent));
  await other.page.locator("#claim-C4").fill("0.5");
  await other.page.waitForFunction(() => document.getElementById("result").dataset.state === "done");
  assert.equal(await other.page.locator("#problem").isVisible(), true, "it is wrong until it is let go");
  await then(other.page, () => other.page.locator("#unhold").click());
  await other.close();
});

test("a hostile scenario is shown as text", async () => {
  const text = `format = 1\nextends = "builtin:two-actors"\ntitle = ${JSON.stringify(HOSTILE)}\nquestion = ${JSON.stringify(HOSTILE)}\n`;
  writeFileSync(join(folder, "hostile.toml"), text);
  execFileSync(program, ["explore", "hostile.toml", "--export", "hostile"], { cwd: folder });
  const { page, asked, wrong, close } = await visit(browser, join(folder, "hostile/index.html"));
  await done(page);
  assert.equal(await page.locator("#title").textContent(), HOSTILE);
  assert.equal(await page.locator("#question").textContent(), HOSTILE);
  assert.equal(await page.title(), HOSTILE.replace(/\s+/g, " "));
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.match(await page.locator("#command").textContent(), /^realpolitik run hostile\.toml /);
  assert.equal(await digest(page), await native(page));
  assert.deepEqual([left(asked), wrong], [[], []]);
  await close();
});

/** A world of so many like actors until a year. */
function world(actors, end) {
  const all = Array.from({ length: actors }, (_, i) => i);
  const actor = (i) => `[actors.A${i}]\nname = "A${i}"\ngdp = ${1000 + 37 * i}\nmilitary_capital = 200\nmilitary_share = 0.02\ngrowth = 0.02\ngrowth_long_run = 0.02\nhorizon_years = 10\nforesight = 0.5\ncredulity = 0.4\nautonomy = 0.25\nmemory_recent = 6\nmemory_historic = 60\nmemory_share = 0.7\n`;
  const relations = all.flatMap((i) => all.filter((j) => j !== i).map((j) => `[relations.A${i}.A${j}]\nexports = 20\nproximity = 0.8\niota = 0.1\nk0 = -3.0\n`));
  return `format = 1\nname = "large"\ntitle = "Large"\nquestion = "How large?"\nsource = "guess: invented"\nfocus = "A0-A1"\n[time]\nstart = 2000.0\nend = ${end}.0\n[model]\ntheory = "balance_of_threat"\nthreats_per_actor = 3\n${all.map(actor).join("")}${relations.join("")}[outcomes.alliance]\ntext = "alliance"\nkind = "alliance"\npair = "A0-A1"\nby = 2010\n`;
}

test("a large scenario works with fewer runs, a huge one is refused with what to do, and neither freezes the page", async () => {
  const longest = (page) => page.evaluate(() => {
    window.longest = 0;
    let last = performance.now();
    const tick = () => { const at = performance.now(); window.longest = Math.max(window.longest, at - last); last = at; requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
  });
  for (const [name, actors, end] of [["large", 40, 2040], ["huge", 60, 2900]]) {
    writeFileSync(join(folder, `${name}.toml`), world(actors, end));
    execFileSync(program, ["explore", `${name}.toml`, "--export", name], { cwd: folder });
    const { page, asked, wrong, close } = await visit(browser, join(folder, name, "index.html"));
    await longest(page);
    await page.waitForFunction(() => !document.getElementById("large").hidden, null, { timeout: 60_000 });
    assert.match(await page.locator("#large").textContent(), new RegExp(`^This scenario is large for a page: ${actors} actors over `));
    if (name === "large") {
      assert.equal(await page.locator("#runs").inputValue(), "400");
      await then(page, async () => { await page.locator("#runs").fill("48"); await page.locator("#runs").press("Enter"); });
      await page.waitForFunction(() => document.getElementById("result").dataset.state === "done", null, { timeout: 300_000 });
      assert.equal(await digest(page), await native(page));
    } else {
      await page.locator("#problem").waitFor({ timeout: 60_000 });
      assert.match(await page.locator("#problem").textContent(), /60 actors over 3600 steps are too much for a page[^]*The program runs it: realpolitik run huge\.toml --seed 1 --runs 16/);
      assert.match(await page.locator("#finding").textContent(), /^Nothing can be shown/);
    }
    await page.locator("#search").fill("a3 horizon");
    await page.waitForFunction(() => /^1\d? of /.test(document.getElementById("found").textContent), null, { timeout: 60_000 });
    assert.ok(await page.evaluate(() => window.longest) < 1000, `${await page.evaluate(() => window.longest)} ms without a frame`);
    assert.deepEqual([left(asked), wrong], [[], []]);
    await close();
  }
});

test("the program serves it, and ends when told to", async () => {
  const server = spawn(program, ["explore", "builtin:two-actors", "--port", "0"]);
  const address = await new Promise((found) => server.stdout.on("data", (said) => found(/http:\S+/.exec(String(said))[0])));
  const { page, asked, wrong, close } = await visit(browser, address);
  await done(page);
  assert.equal(await digest(page), await native(page));
  assert.deepEqual([left(asked), wrong, asked[0]], [[], [], address]);
  const refused = await page.evaluate((address) => fetch(address).then(() => "fetched", () => "refused"), address);
  assert.equal(refused, "refused", "the page may ask for nothing, not even for itself");
  await close();
  const ended = new Promise((end) => server.on("exit", end));
  server.kill("SIGINT");
  assert.equal(await ended, 0);
});

test("it can be used by all, in light and dark, and fits every width", async () => {
  const { page, close } = await visit(browser, essay);
  await done(page);
  await page.locator("#search").fill("coercion");
  await then(page, () => page.locator("#claim-C4").fill("0.5"));
  for (const theme of ["light", "dark"]) {
    await page.locator("#theme").selectOption(theme);
    assert.deepEqual(await hindrances(page), [], theme);
  }
  await page.locator("#theme").selectOption("");
  await page.setViewportSize({ width: 390, height: 800 });
  assert.deepEqual(await hindrances(page), [], "on a telephone");
  const drawn = () => page.waitForFunction(() => {
    const theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    return document.documentElement.dataset.theme === theme && document.getElementById("now-levels").dataset.theme === theme;
  });
  assert.deepEqual(await shots(page, pictures, "explorer", drawn), []);
  // Pictures are laid out for the width that they have.
  for (const [width, breadth] of [[390, "narrow"], [1440, "wide"]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForFunction((breadth) => document.getElementById("now-levels").dataset.breadth === breadth, breadth);
  }
  await page.locator("#side-by-side").check();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.screenshot({ path: join(pictures, "explorer-side-by-side.png") });
  await close();
});

test("while a slider moves, what follows is drawn, and the last setting is finished", async () => {
  const { page, wrong, close } = await visit(browser, essay);
  await done(page);
  const before = await digest(page);
  const drawn = await page.evaluate(() => new Promise((end) => {
    const [slider, image] = [document.getElementById("claim-C4"), document.getElementById("now-levels")];
    let [drawn, moves] = [0, 0];
    new MutationObserver(() => { drawn += 1; }).observe(image, { attributes: true, attributeFilter: ["src"] });
    const began = performance.now();
    const timer = setInterval(() => {
      const over = performance.now() - began > 2000;
      if (moves > 0 && document.getElementById("result").dataset.state === "done") drawn = -1e6; // Only the last is finished.
      moves += 1;
      slider.value = String(over ? 0.3 : 0.05 * (moves % 20));
      slider.dispatchEvent(new Event("input"));
      if (!over) return;
      clearInterval(timer);
      end(drawn);
    }, 30);
  }));
  assert.ok(drawn > 2, `${drawn} pictures in two seconds`);
  await done(page);
  assert.notEqual(await digest(page), before);
  assert.equal(await digest(page), await native(page));
  assert.deepEqual(wrong, []);
  await close();
});

test("the page is never frozen while a slider moves", async () => {
  const { page, close } = await visit(browser, essay);
  await done(page);
  const slider = page.locator("#claim-C4");
  await slider.focus();
  await page.evaluate(() => {
    window.longest = 0;
    let last = performance.now();
    const tick = () => { const at = performance.now(); window.longest = Math.max(window.longest, at - last); last = at; requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
  });
  await then(page, async () => { for (let i = 0; i < 15; i += 1) { await page.keyboard.press("ArrowLeft"); await page.waitForTimeout(60); } });
  const longest = await page.evaluate(() => window.longest);
  assert.ok(longest < 500, `${longest} ms without a frame`);
  assert.equal(await digest(page), await native(page), "of many settings in a row the last one is shown");
  await close();
});
