// Percentages of the explorer's page against exact arithmetic, as the program rounds: node --test rounding.test.mjs.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const page = await readFile(new URL("../../templates/explorer/page.js", import.meta.url), "utf8");
const [, arrow] = /const thousandths = (.*);\n/.exec(page);
const { default: thousandths } = await import(`data:text/javascript,export default ${encodeURIComponent(arrow)}`);

/** The thousandths nearest to the number that a share is, in whole numbers of 2^-70; in the middle between two the even one. */
function nearest(share) {
  const all = BigInt(share * 2 ** 70) * 1000n;
  const [whole, rest, half] = [all >> 70n, all & (2n ** 70n - 1n), 2n ** 69n];
  return Number(rest > half || (rest === half && whole % 2n === 1n) ? whole + 1n : whole);
}

test("a share is rounded as the program rounds it", () => {
  for (const runs of [16, 100, 333, 2000, 4000, 10_000]) {
    for (let k = 0; k <= runs; k += 1) assert.equal(thousandths(k / runs), nearest(k / runs), `${k} of ${runs}`);
  }
  assert.equal(thousandths(9 / 2000), 4, "as words::percent has it");
});
