// @polkadot/api against a node: reads our pallets, pushes a call as Alice, waits for finality, reads the new head.
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { CIPHERTEXT, CLUSTER, ENCAPSULATED_KEY, endpoint, run } from './common.mjs';

await run(async () => {
  const api = await ApiPromise.create({ provider: new WsProvider(endpoint()), noInitWarn: true });
  try {
    const before = await head(api);
    const committee = (await api.query.committees.committees(CLUSTER)).unwrap();
    const workers = await api.query.registry.workers.entries();
    const call = { epoch: committee.epoch, encapsulatedKey: ENCAPSULATED_KEY, ciphertext: hex(CIPHERTEXT) };
    const included = await finalized(api, api.tx.channels.push(CLUSTER, call));
    const after = await head(await api.at(included.block));
    return {
      client: '@polkadot/api',
      committee: { members: committee.members.length, threshold: committee.threshold.toNumber() },
      workers: workers.length,
      before,
      pushed: included.seq,
      after,
    };
  } finally {
    await api.disconnect();
  }
});

async function head(api) {
  const { seq, digest } = (await api.query.channels.heads(CLUSTER)).unwrap();
  return { seq: seq.toNumber(), digest: digest.toHex() };
}

/** A `Uint8Array` would be taken for SCALE with its length prefix. */
function hex(bytes) {
  return `0x${Buffer.from(bytes).toString('hex')}`;
}

/** Signs as Alice, submits, and waits until the block is final. */
function finalized(api, transaction) {
  const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice');
  return new Promise((resolve, reject) => {
    const follow = ({ dispatchError, events, isError, status }) => {
      if (dispatchError) return reject(new Error(`push failed: ${reason(api, dispatchError)}`));
      if (isError) return reject(new Error(`push was not included: ${status.type}`));
      if (!status.isFinalized) return undefined;
      const pushed = events.find(({ event }) => api.events.channels.Pushed.is(event));
      return resolve({ block: status.asFinalized, seq: pushed.event.data.seq.toNumber() });
    };
    transaction.signAndSend(alice, follow).catch(reject);
  });
}

function reason(api, error) {
  return error.isModule ? api.registry.findMetaError(error.asModule).name : error.toString();
}
