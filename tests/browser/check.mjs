// Checks any page of HTML: node check.mjs PAGE.html|ADDRESS [FOLDER for screenshots]
import { hindrances, launch, left, shots, visit } from "./harness.mjs";

const [address, folder] = process.argv.slice(2);
const browser = await launch();
const { page, asked, wrong } = await visit(browser, address);
await page.waitForTimeout(500);
const problems = [];
for (const colorScheme of ["light", "dark"]) {
  await page.emulateMedia({ colorScheme });
  problems.push(...(await hindrances(page)).map((problem) => `${colorScheme}: ${problem}`));
}
if (folder) problems.push(...(await shots(page, folder, "page")));
problems.push(...wrong, ...left(asked).map((request) => `it asked for ${request}`));
await browser.close();
console.log(problems.length === 0 ? `${address}: nothing to object to` : problems.join("\n"));
process.exit(problems.length === 0 ? 0 : 1);
