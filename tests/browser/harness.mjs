// A browser for tests, and what is checked of any page: that it asks nothing of a network, that nothing goes wrong in it,
// that it can be used by all, and how it looks at three widths in light and dark.
import axe from "axe-core";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const WIDTHS = { telephone: 390, tablet: 820, desktop: 1440 };

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function launch() {
  const found = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));
  return chromium.launch({ executablePath: found, args: FLAGS });
}

/**
 * Opens a page; `asked` are the addresses that it asks for, `wrong` is what goes wrong in it, both while it is open.
 * @param {import("playwright-core").Browser} browser
 * @param {string} address of the web, or the path of a file
 * @param {import("playwright-core").BrowserContextOptions} options
 */
export async function visit(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: WIDTHS.desktop, height: 900 }, ...options });
  const page = await context.newPage();
  const asked = [], wrong = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("dialog", (dialog) => { wrong.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  await page.goto(/^https?:/.test(address) ? address : pathToFileURL(address).href);
  return { page, asked, wrong, close: () => context.close() };
}

/** Requests that left the page: all but the page itself and what it made in its own memory. */
export const left = (asked) => asked.slice(1).filter((address) => !/^(data|blob):/.test(address));

/** What axe-core finds to be a serious or critical hindrance. */
export async function hindrances(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  const serious = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
  return serious.map((one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`);
}

/** Pictures of the page at three widths in both themes; gives the widths at which it is wider than its window. */
export async function shots(page, folder, name, ready = async () => {}) {
  await mkdir(folder, { recursive: true });
  const wide = [];
  for (const [kind, width] of Object.entries(WIDTHS)) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await ready();
      await page.screenshot({ path: join(folder, `${name}-${kind}-${colorScheme}.png`), fullPage: true });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) wide.push(`${kind}: ${over} pixels too wide`);
    }
  }
  return wide;
}
