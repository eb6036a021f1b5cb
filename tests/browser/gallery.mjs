// The screenshot of the explorer in the README: node gallery.mjs PROGRAM FOLDER writes FOLDER/explorer.png.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { launch, visit } from "./harness.mjs";

const [program, into] = process.argv.slice(2).map((path) => resolve(path));
const folder = mkdtempSync(join(tmpdir(), "gallery-"));
execFileSync(program, ["explore", "builtin:essay", "--export", "site"], { cwd: folder });
const browser = await launch();

const explorer = await visit(browser, join(folder, "site/index.html"), { viewport: { width: 1440, height: 1000 } });
const done = () => explorer.page.waitForFunction(() => {
  const { state, held } = document.getElementById("result").dataset;
  return state === "done" && held === "done";
}, null, { timeout: 120_000 });
await done();
await explorer.page.locator("#claim-C4").fill("0.5");
await done();
await explorer.page.locator("#side-by-side").check();
await explorer.page.evaluate(() => { document.getElementById("controls").scrollTop = 0; scrollTo(0, 0); });
await explorer.page.waitForTimeout(500);
await explorer.page.screenshot({ path: join(into, "explorer.png") });

await browser.close();
rmSync(folder, { recursive: true });
