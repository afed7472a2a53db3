// @polkadot/api against a node: reads our pallets, pushes a call as Alice, waits for finality, reads the new head.
import { ApiPromise, WsProvider } from '@polkadot/api';
import { CIPHERTEXT, CLUSTER, ENCAPSULATED_KEY, endpoint, run } from './common.mjs';
import { finalized, person } from './submit.mjs';

await run(async () => {
  const api = await ApiPromise.create({ provider: new WsProvider(endpoint()), noInitWarn: true });
  try {
    const before = await head(api);
    const committee = (await api.query.committees.committees(CLUSTER)).unwrap();
    const workers = await api.query.registry.workers.entries();
    const call = { epoch: committee.epoch, encapsulatedKey: ENCAPSULATED_KEY, ciphertext: hex(CIPHERTEXT) };
    const { block, events } = await finalized(api, person('Alice'), api.tx.channels.push(CLUSTER, call));
    const pushed = events.find((event) => api.events.channels.Pushed.is(event));
    const after = await head(await api.at(block));
    return {
      client: '@polkadot/api',
      committee: { members: committee.members.length, threshold: committee.threshold.toNumber() },
      workers: workers.length,
      before,
      pushed: pushed.data.seq.toNumber(),
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
