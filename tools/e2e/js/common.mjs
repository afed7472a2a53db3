// What the scripts share: the channel that they look at, the call that they push, the votes that they cast, and the form of
// their result.
import { setTimeout as pause } from 'node:timers/promises';

/** The cluster of the development genesis; its channel has the same number. */
export const CLUSTER = 1;

/** Bytes that no key opens: the chain takes them like any call, the cluster receipts them as undecryptable. */
export const CIPHERTEXT = Uint8Array.from({ length: 64 }, (_, i) => i);
export const ENCAPSULATED_KEY = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);

/** A PHA in chain units. */
export const PHA = 10n ** 12n;
/** The track that pays small amounts from the treasury. */
export const SMALL_SPENDER = 6;
/** What the scripts' proposals pay: each something else, since nobody stores the same preimage twice. */
export const PAYMENTS = [100n * PHA, 200n * PHA];
/** What a proposer votes with, and what is delegated to it. */
export const VOTES = { own: 400_000n * PHA, delegated: 300_000n * PHA };

/** Seconds until a script gives up: several times what a referendum takes on a development network. */
const PATIENCE_S = 240;

/** The node's endpoint, from the command line. */
export function endpoint() {
  const [url] = process.argv.slice(2);
  if (!url) throw new Error(`usage: node ${process.argv[1]} ws://HOST:PORT`);
  return url;
}

/** Looks once a block of a development network whether `reached` holds. */
export async function until(reached) {
  while (!(await reached())) await pause(500);
}

/** Runs `work` and prints its result as one line of JSON; a failure is a sentence and exit code 1. */
export async function run(work) {
  const late = new Error(`no result within ${PATIENCE_S} s; is the node running?`);
  const patience = setTimeout(() => fail(late), PATIENCE_S * 1_000);
  try {
    console.log(JSON.stringify(await work()));
    process.exitCode = 0;
  } catch (error) {
    fail(error);
  } finally {
    clearTimeout(patience);
  }
}

function fail(error) {
  console.error(error.message);
  process.exit(1);
}
