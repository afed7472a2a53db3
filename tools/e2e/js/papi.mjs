// polkadot-api (PAPI) against a node, without generated code: reads our pallets, pushes a call as Alice, waits for
// finality, reads the new head.
import { Keyring } from '@polkadot/api';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { Binary, createClient } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { WebSocket } from 'ws';
import { CIPHERTEXT, CLUSTER, ENCAPSULATED_KEY, endpoint, run } from './common.mjs';

await run(async () => {
  await cryptoWaitReady();
  const client = createClient(getWsProvider(endpoint(), { websocketClass: WebSocket }));
  try {
    const { query, tx } = client.getUnsafeApi();
    const before = await head(query);
    const committee = await query.Committees.Committees.getValue(CLUSTER);
    const workers = await query.Registry.Workers.getEntries();
    const call = {
      epoch: committee.epoch,
      encapsulated_key: Binary.toHex(ENCAPSULATED_KEY),
      ciphertext: CIPHERTEXT,
    };
    const included = await tx.Channels.push({ channel: CLUSTER, call }).signAndSubmit(alice());
    if (!included.ok) throw new Error(`push failed: ${JSON.stringify(included.dispatchError)}`);
    const pushed = included.events.find(({ type, value }) => type === 'Channels' && value.type === 'Pushed');
    const after = await head(query, included.block.hash);
    return {
      client: 'polkadot-api',
      committee: { members: committee.members.length, threshold: committee.threshold },
      workers: workers.length,
      before,
      pushed: Number(pushed.value.value.seq),
      after,
    };
  } finally {
    client.destroy();
  }
});

/** The channel's head at a block; without one, at the newest final block. */
async function head(query, at = 'finalized') {
  const { seq, digest } = await query.Channels.Heads.getValue(CLUSTER, { at });
  return { seq: Number(seq), digest };
}

function alice() {
  const pair = new Keyring({ type: 'sr25519' }).addFromUri('//Alice');
  return getPolkadotSigner(pair.publicKey, 'Sr25519', (bytes) => pair.sign(bytes));
}
