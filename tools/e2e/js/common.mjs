// What both scripts share: the channel they look at, the call they push, and the form of their result.

/** The cluster of the development genesis; its channel has the same number. */
export const CLUSTER = 1;

/** Bytes that no key opens: the chain takes them like any call, the cluster receipts them as undecryptable. */
export const CIPHERTEXT = Uint8Array.from({ length: 64 }, (_, i) => i);
export const ENCAPSULATED_KEY = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);

/** The node's endpoint, from the command line. */
export function endpoint() {
  const [url] = process.argv.slice(2);
  if (!url) throw new Error(`usage: node ${process.argv[1]} ws://HOST:PORT`);
  return url;
}

/** Runs `work` and prints its result as one line of JSON; a failure is a sentence and exit code 1. */
export async function run(work) {
  const patience = setTimeout(() => fail(new Error('no result within 60 s; is the node running?')), 60_000);
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
