// polkadot-api (PAPI) as a wallet uses it to govern, without generated code: Eve proposes a payment from the treasury to
// Dave and votes for it, the account Two delegates to Eve; when it has passed, both take their PHA back.
import { Keyring } from '@polkadot/api';
import { blake2AsHex, cryptoWaitReady } from '@polkadot/util-crypto';
import { createClient } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { WebSocket } from 'ws';
import { endpoint, PAYMENTS, PHA, run, SMALL_SPENDER, until, VOTES } from './common.mjs';

/** The lock of conviction voting, as it stands in state. */
const LOCK = `0x${Buffer.from('pyconvot').toString('hex')}`;
/** A vote's byte: aye, with its conviction's number. */
const AYE = 0x80;

await run(async () => {
  await cryptoWaitReady();
  const [eve, two, dave] = ['Eve', 'Two', 'Dave'].map(person);
  const client = createClient(getWsProvider(endpoint(), { websocketClass: WebSocket }));
  try {
    const { query, tx } = client.getUnsafeApi();
    const proposed = await tx.Treasury.spend({
      asset_kind: undefined,
      amount: PAYMENTS[1],
      beneficiary: id(dave),
      valid_from: undefined,
    }).getEncodedData();
    await finalized(eve, tx.Preimage.note_preimage({ bytes: proposed }));
    const submit = tx.Referenda.submit({
      proposal_origin: { type: 'Origins', value: { type: 'SmallSpender', value: undefined } },
      proposal: { type: 'Lookup', value: { hash: blake2AsHex(proposed), len: proposed.length } },
      enactment_moment: { type: 'After', value: 0 },
    });
    const { index } = find(await finalized(eve, submit), 'Referenda', 'Submitted');
    await finalized(eve, tx.Referenda.place_decision_deposit({ index }));
    const conviction = { type: 'Locked1x', value: undefined };
    const delegation = { class: SMALL_SPENDER, to: id(eve), conviction, balance: VOTES.delegated };
    await finalized(two, tx.ConvictionVoting.delegate(delegation));
    const vote = { type: 'Standard', value: { vote: AYE | 2, balance: VOTES.own } };
    const voted = await finalized(eve, tx.ConvictionVoting.vote({ poll_index: index, vote }));
    const info = (at) => query.Referenda.ReferendumInfoFor.getValue(index, { at });
    const { tally } = (await info(voted.block.hash)).value;

    await until(async () => (await info('best')).type === 'Approved');
    await until(() => isApproved(query, PAYMENTS[1]));
    await finalized(two, tx.ConvictionVoting.undelegate({ class: SMALL_SPENDER }));
    await finalized(eve, tx.ConvictionVoting.remove_vote({ class: SMALL_SPENDER, index }));
    const locked = await Promise.all([eve, two].map(({ address }) => lock(query, address)));
    const unlock = tx.ConvictionVoting.unlock({ class: SMALL_SPENDER, target: id(two) });
    // Until the time of the conviction is over.
    while ((await lock(query, two.address)) > 0) await finalized(two, unlock);
    return {
      client: 'polkadot-api',
      index,
      ayes: pha(tally.ayes),
      support: pha(tally.support),
      locked,
      unlocked: await lock(query, two.address),
    };
  } finally {
    client.destroy();
  }
});

function person(name) {
  const pair = new Keyring({ type: 'sr25519' }).addFromUri(`//${name}`);
  const signer = getPolkadotSigner(pair.publicKey, 'Sr25519', (bytes) => pair.sign(bytes));
  return { address: pair.address, signer };
}

function id({ address }) {
  return { type: 'Id', value: address };
}

/** Signs, submits, and waits until the block is final. */
async function finalized({ signer }, transaction) {
  const included = await transaction.signAndSubmit(signer);
  const { type: pallet, value: call } = transaction.decodedCall;
  if (!included.ok) {
    throw new Error(`${pallet}.${call.type} is refused: ${JSON.stringify(included.dispatchError)}`);
  }
  return included;
}

function find({ events }, pallet, name) {
  return events.find(({ type, value }) => type === pallet && value.type === name).value.value;
}

/** Whether the treasury owes such a payment. */
async function isApproved(query, sum) {
  const spends = await query.Treasury.Spends.getEntries();
  return spends.some(({ value: { amount } }) => amount === sum);
}

/** What votes lock of an account, in PHA. */
async function lock(query, address) {
  const locks = await query.Balances.Locks.getValue(address);
  const found = locks.find((one) => one.id === LOCK);
  return found ? pha(found.amount) : 0;
}

function pha(amount) {
  return Number(amount / PHA);
}
