// Opens the HTML report in Chromium, light and dark, with scripts and without: axe finds nothing, the network is not
// asked, links open the evidence, and the map zooms.
import fs from "node:fs";
import puppeteer from "puppeteer-core";

const [, , file, out] = process.argv;
const check = (holds, what) => {
  if (!holds) throw new Error(what);
};
const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const axe = fs.readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const url = `file://${file}`;
try {
  for (const scheme of ["light", "dark"]) {
    const page = await browser.newPage();
    const asked = [], said = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("dialog", () => said.push("a dialog"));
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(url);
    check(asked.length === 1, `it loads ${asked}`);
    check(said.length === 0, `it says ${said}`);
    await page.screenshot({ path: `${out}/report-${scheme}.png` });
    const width = () => page.$eval(".frame svg", (svg) => svg.getBoundingClientRect().width);
    const before = await width();
    await page.click("button[data-zoom=in]");
    check((await width()) > before * 1.2, "the button does not zoom");
    const marker = await page.$eval("a.mark", (link) => link.getAttribute("href"));
    await page.$eval("a.mark", (link) => link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })));
    await page.waitForFunction((id) => document.getElementById(id.slice(1)).closest("details").open, { timeout: 5000 }, marker);
    await page.type("input[data-list=place-list]", "jerusalem");
    const left = await page.$$eval("#place-list > details:not([hidden])", (all) => all.length);
    check(left >= 1 && left <= 3, `the search leaves ${left}`);
    await page.close();

    const audited = await browser.newPage();
    await audited.setBypassCSP(true);
    await audited.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await audited.goto(url);
    await audited.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
    await audited.evaluate(axe);
    const result = await audited.evaluate(() => globalThis.axe.run(document));
    for (const violation of result.violations) console.error(violation.id, violation.nodes.map((node) => node.html).slice(0, 3));
    check(result.violations.length === 0, `axe finds ${result.violations.length} faults`);
    console.log(`axe, ${scheme}: ${result.passes.length} rules passed, none broken`);
    await audited.close();
  }
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  await page.goto(url);
  const text = await page.$eval("main", (main) => main.innerText);
  check(text.includes("Yevlakh") && text.includes("Enlarge"), "without scripts there is nothing to read");
  const before = await page.$eval(".frame svg", (svg) => svg.getBoundingClientRect().width);
  await page.click(".zoom-4");
  const after = await page.$eval(".frame svg", (svg) => svg.getBoundingClientRect().width);
  check(after > before * 3.5, "without scripts the map does not zoom");
  const target = await page.$eval("a.mark", (link) => link.getAttribute("href"));
  await page.goto(url + target);
  const open = await page.$eval(target, (element) => element.closest("details").open);
  check(open, "without scripts a link does not open its evidence");
  await page.pdf({ path: `${out}/report.pdf`, format: "A4" });
  console.log("the report is readable, zooms and opens its evidence without scripts");
} finally {
  await browser.close();
}
