// The site in a browser, from the disk: whether axe-core finds anything, and whether search, filters, deep links, the keyboard
// and the choice of light and dark do what they should. Nothing may be asked of anybody.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");
const axe = require("axe-core");

const site = process.argv[2];
const url = (page) => pathToFileURL(path.join(site, page.split("#")[0])).href + (page.includes("#") ? `#${page.split("#")[1]}` : "");
// Each layout once, and what is largest.
const PAGES = [
  "index.html", "search.html", "clinic-cloud-soa.html", "control/A-5-1.html", "policy/access-control.html",
  "report/measurement.html", "report/manual.html", "register/risk.html", "register/agenda.html", "register/term.html", "register/asset.html", "register/statement.html",
];

async function accessible(browser) {
  const wrong = [];
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [{ width: 1280, height: 900 }, { width: 360, height: 740 }]) {
      const context = await browser.newContext({ colorScheme, viewport });
      const page = await context.newPage();
      for (const name of PAGES) {
        await page.goto(url(name));
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        }));
        const says = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join("\n  ")}`);
        if (says.length > 0) wrong.push(`${name}, ${colorScheme}, ${viewport.width}:\n${says.join("\n")}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 1) wrong.push(`${name} is ${wide} pixels wider than a window of ${viewport.width}`);
      }
      await context.close();
    }
  }
  assert.equal(wrong.length, 0, wrong.join("\n"));
}

async function search(page) {
  await page.goto(url("index.html"));
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip", "the first step skips to the content");
  await page.fill("#_q", "access");
  await page.keyboard.press("Enter");
  await page.waitForURL(/search\.html\?q=access/);
  await page.waitForSelector("#_results a");
  const found = await page.locator("#_results a").count();
  assert.ok(found > 3, `${found} results`);
  await page.fill("#_q", "zzzz");
  assert.equal(await page.textContent("#_found"), "0 results");
  await page.fill("#_q", "A.5.15");
  await page.locator("#_results a").first().click();
  assert.match(page.url(), /control\/A-5-15\.html/);
}

async function filters(page) {
  await page.goto(url("clinic-cloud-soa.html"));
  const rows = () => page.locator("tr[data-row]:visible").count();
  const all = await rows();
  assert.ok(all >= 93, `${all} rows`);
  await page.fill("#_filter", "backup");
  const some = await rows();
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  assert.match(await page.textContent("form.filters [role=status]"), /^\d+ rows?$/);
  await page.fill("#_filter", "");
  const select = page.locator("form.filters select[data-by]").first();
  await select.selectOption({ index: 1 });
  const chosen = await rows();
  assert.ok(chosen > 0 && chosen < all, `${chosen} of ${all}`);
  await page.locator("form.filters [type=reset]").click();
  await page.waitForFunction((n) => [...document.querySelectorAll("tr[data-row]")].filter((r) => !r.hidden).length >= n, all);
}

// What is chosen stands in the address, and who opens that sees the same; by the keyboard as well.
async function chosenInTheAddress(page) {
  await page.goto(url("clinic-cloud-soa.html"));
  const rows = () => page.locator("tr[data-row]:visible").count();
  const all = await rows();
  await page.locator("summary", { hasText: "By attributes" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.by), "Control type");
  await page.keyboard.press("d");
  const chosen = await rows();
  assert.ok(chosen > 0 && chosen < all, `${chosen} of ${all}`);
  await page.fill("#_filter", "log");
  await page.selectOption("#_filter-in", "title");
  const some = await rows();
  assert.ok(some > 0 && some < chosen, `${some} of ${chosen}`);
  const address = page.url();
  assert.match(address, /#\?words=log&in=title&Control\+type=detective$/);
  await page.goto(url("index.html"));
  await page.goto(address);
  assert.equal(await rows(), some, "the address shows the same rows");
  await page.locator("form.filters [type=reset]").click();
  await page.waitForFunction(() => !location.hash.startsWith("#?"));
  assert.equal(await rows(), all);
}

async function deepLinks(page) {
  const text = fs.readFileSync(path.join(site, "policy/access-control.html"), "utf8");
  const id = /<section class="part" id="([^"]+)"/.exec(text)[1];
  await page.goto(url(`policy/access-control.html#${id}`));
  assert.ok(await page.locator(`[id="${id}"]`).isVisible());
  const at = await page.evaluate((name) => document.getElementById(name).getBoundingClientRect().top, id);
  assert.ok(at > -5 && at < 900, `${id} is in the window: ${at}`);
}

async function dark(page) {
  await page.goto(url("index.html"));
  const colour = () => page.evaluate(() => getComputedStyle(document.body).color);
  const before = await colour();
  await page.focus("#_theme");
  await page.keyboard.press("Enter");
  assert.notEqual(await colour(), before);
  await page.reload();
  assert.notEqual(await colour(), before, "it is remembered");
}

async function withoutScript(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url("clinic-cloud-soa.html"));
  assert.ok((await page.locator("tr[data-row]:visible").count()) >= 93, "everything can be read");
  await context.close();
}

async function main() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--allow-file-access-from-files"],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const asked = [];
    page.on("request", (request) => { if (!/^(file|data):/.test(request.url())) asked.push(request.url()); });
    page.on("pageerror", (error) => { throw error; });
    for (const test of [search, filters, chosenInTheAddress, deepLinks, dark]) {
      await test(page);
      console.log(`${test.name}: as it should be`);
    }
    assert.deepEqual(asked, [], "nothing is asked of anybody");
    await withoutScript(browser);
    await accessible(browser);
    console.log(`${PAGES.length} pages, light and dark, narrow and wide: axe-core finds nothing`);
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(error.message ?? error);
  process.exitCode = 1;
});
