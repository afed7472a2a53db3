// A lying gateway is refused, by the name of its lie.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import {
  AnswerNotBelievedError,
  LyingGatewayError,
  MemoryStore,
  StaleHeadError,
  WrongNetworkError,
} from "../src/index.js";
import { TestGateway } from "./support.js";

const ADDRESS = "0x00000000000000000000000000000000000000aa";

/** That the promise fails with an error of this class and fault. */
async function refused(promise: Promise<unknown>, kind: new (...of: any[]) => LyingGatewayError, ...faults: string[]) {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof kind, `${error}`);
    assert.ok(faults.includes(error.fault), `${error.fault} is none of ${faults}`);
    return true;
  });
}

describe("a lying gateway", () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await TestGateway.start();
  });
  after(() => gateway.stop());
  beforeEach(() => gateway.lie(""));

  test("names another network than the one that is pinned", async () => {
    const genesis = await gateway.genesis();
    await gateway.lie("foreignNetwork");
    await refused(gateway.connect({ genesis }), WrongNetworkError, "WrongNetwork");
  });

  test("names another network than the one that was met first", async () => {
    const warnings: string[] = [];
    const options = { genesis: undefined, storage: new MemoryStore(), warn: (text: string) => warnings.push(text) };
    assert.equal((await gateway.connect(options)).genesis, await gateway.genesis());
    assert.equal((await gateway.connect(options)).genesis, await gateway.genesis());
    assert.equal(warnings.length, 1, "only the first use is warned of");
    await gateway.lie("foreignNetwork");
    await refused(gateway.connect(options), WrongNetworkError, "WrongNetwork");
  });

  test("serves blocks of another chain", async () => {
    await gateway.lie("foreignChain");
    await refused(gateway.connect(), LyingGatewayError, "ForeignGenesis");
  });

  test("forges a justification", async () => {
    await gateway.lie("forgedJustification");
    await refused(gateway.connect(), LyingGatewayError, "ForgedJustification");
  });

  test("has validators of its own", async () => {
    await gateway.lie("foreignValidators");
    await refused(gateway.connect(), LyingGatewayError, "ForeignSet");
  });

  test("puts its own input key into the state", async () => {
    await gateway.lie("wrongInputKey");
    await refused(gateway.connect(), LyingGatewayError, "ProofForAnotherRoot");
  });

  test("alters a value of the state", async () => {
    await gateway.lie("alteredState");
    await refused(gateway.connect(), LyingGatewayError, "ProofIncomplete", "ProofForAnotherRoot");
  });

  test("hides a part of the state", async () => {
    await gateway.lie("truncatedState");
    await refused(gateway.connect(), LyingGatewayError, "ProofIncomplete", "ProofForAnotherRoot");
  });

  test("hides newer blocks", async () => {
    const late = async () => gateway.connect({ clock: () => 4_000_000_000_000 });
    await assert.rejects(late(), StaleHeadError);
  });

  test("lies after it was honest", async () => {
    const network = await gateway.connect();
    await gateway.advance();
    await gateway.lie("wrongInputKey");
    await refused(network.prove(["0x00"]), LyingGatewayError, "ProofForAnotherRoot");
    await gateway.lie("");
    assert.deepEqual(await network.prove(["0x00"]), [null], "the light client goes on where it was");
  });

  const answers: [lie: string, fault: string][] = [
    ["alteredAnswer", "Unreadable"],
    ["stranger", "NotAMember"],
    ["otherQuestion", "OtherQuestion"],
    ["oldAnswer", "Old"],
    ["otherState", "OtherState"],
  ];
  for (const [lie, fault] of answers) {
    test(`passes an answer on that proves nothing: ${lie}`, async () => {
      const network = await gateway.connect();
      await gateway.lie(lie);
      await refused(network.ask({ account: ADDRESS }), AnswerNotBelievedError, fault);
    });
  }
});
