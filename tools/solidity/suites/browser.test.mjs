// The demo's sealed-bid auction from a page in a browser, with ethers and a wallet that is injected as extensions do it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { join } from "node:path";
import { build } from "esbuild";
import { JsonRpcProvider, Interface } from "ethers";
import { chromium } from "playwright-core";
import { inject } from "../browser/wallet.mjs";
import { CHAIN_ID, POLLING, ROOT, RPC, demoArtifact, wallet } from "./common.mjs";

const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const PATIENCE = 30_000;
const FOLDER = join(ROOT, "browser");

describe("the auction's page", () => {
  const provider = new JsonRpcProvider(RPC, CHAIN_ID, { staticNetwork: true, pollingInterval: POLLING });
  const [SELLER, ALICE, BOB] = [0, 1, 2];
  const people = [13, 14, 15].map((index) => wallet(index).connect(provider));
  let browser;
  let choose;
  let page;
  let server;
  let start;

  before(async () => {
    start = await provider.getBlockNumber();
    server = await serve(await bundle());
    // Containers run as root, where the browser's own sandbox cannot.
    browser = await chromium.launch({ executablePath: BROWSER, args: ["--no-sandbox"] });
    const context = await browser.newContext();
    choose = await inject(context, people, RPC);
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.on("pageerror", (error) => assert.fail(error));
    await page.goto(`http://127.0.0.1:${server.address().port}/auction.html`);
  });

  after(async () => {
    await browser?.close();
    server?.close();
    provider.destroy();
  });

  /** Clicks a button and waits for what the page says of it. */
  async function click(id) {
    await page.click(`#${id}`);
    await page.waitForFunction((name) => document.getElementById("status").textContent.startsWith(`${name} failed:`)
      || document.getElementById("status").textContent.startsWith(`${name}: `), id);
    return page.textContent("#status");
  }

  async function works(id) {
    assert.match(await click(id), new RegExp(`^${id}: `));
  }

  async function as(index) {
    choose(index);
    await works("connect");
    assert.equal(await page.textContent("#me"), people[index].address);
  }

  test("sells a lamp to the higher of two sealed bids", async () => {
    await as(SELLER);
    await works("open");
    for (const [bidder, amount] of [[ALICE, "0.25"], [BOB, "0.5"]]) {
      await as(bidder);
      await page.fill("#amount", amount);
      await page.fill("#attached", "0.75");
      await works("bid");
      await works("mine");
      assert.equal(await page.textContent("#own"), `${amount} PHA`);
    }
    await as(SELLER);
    assert.match(await click("mine"), /^mine failed/, "who did not bid is told nothing");
    await works("close");
    await works("settle");
    assert.equal(await page.textContent("#outcome"), `${people[BOB].address} for 0.5 PHA`);
  });

  test("put nothing on the way that tells the bids", async () => {
    const { selector } = new Interface(demoArtifact("SealedBidAuction").abi).getFunction("bid");
    const address = await page.textContent("#auction");
    const numbers = range(start, await provider.getBlockNumber());
    const blocks = await Promise.all(numbers.map((number) => provider.getBlock(number, true)));
    const seen = blocks.flatMap((block) => block.prefetchedTransactions).filter(({ to }) => to === address);
    assert.equal(seen.length, 4, "two bids, the end, the settlement");
    assert.ok(seen.every(({ data }) => !data.startsWith(selector)));
    assert.deepEqual(await provider.getLogs({ address, fromBlock: start }), []);
  });
});

function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The page and its script, by path. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [join(FOLDER, "auction.mjs")], bundle: true, format: "esm", platform: "browser", write: false,
  });
  return new Map([
    ["/auction.html", ["text/html", readFileSync(join(FOLDER, "auction.html"))]],
    ["/auction.js", ["text/javascript", outputFiles[0].contents]],
  ]);
}

function serve(files) {
  const server = createServer((request, response) => {
    const [type, content] = files.get(request.url) ?? [];
    response.writeHead(type ? 200 : 404, { "content-type": type ?? "text/plain" }).end(content);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
