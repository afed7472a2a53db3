// @polkadot/api as a wallet uses it to govern: Bob proposes a payment from the treasury to Dave and votes for it, Charlie
// delegates to Bob; when it has passed, both take their PHA back.
import { ApiPromise, WsProvider } from '@polkadot/api';
import { endpoint, PAYMENTS, PHA, run, SMALL_SPENDER, until, VOTES } from './common.mjs';
import { finalized, person } from './submit.mjs';

const [bob, charlie, dave] = ['Bob', 'Charlie', 'Dave'].map(person);
/** The lock of conviction voting. */
const LOCK = 'pyconvot';

await run(async () => {
  const api = await ApiPromise.create({ provider: new WsProvider(endpoint()), noInitWarn: true });
  try {
    const { convictionVoting, preimage, referenda, treasury } = api.tx;
    const proposed = treasury.spend(null, PAYMENTS[0], dave.address, null).method;
    await finalized(api, bob, preimage.notePreimage(proposed.toHex()));
    const proposal = { Lookup: { hash: proposed.hash, len: proposed.encodedLength } };
    const submitted = await finalized(
      api,
      bob,
      referenda.submit({ Origins: 'SmallSpender' }, proposal, { After: 0 }),
    );
    const index = find(submitted, api.events.referenda.Submitted).index.toNumber();
    await finalized(api, bob, referenda.placeDecisionDeposit(index));
    const delegate = convictionVoting.delegate(SMALL_SPENDER, bob.address, 'Locked1x', VOTES.delegated);
    await finalized(api, charlie, delegate);
    const vote = { Standard: { vote: { aye: true, conviction: 'Locked2x' }, balance: VOTES.own } };
    const voted = await finalized(api, bob, convictionVoting.vote(index, vote));
    const { tally } = (await referendum(await api.at(voted.block), index)).asOngoing;

    await until(async () => (await referendum(api, index)).isApproved);
    await until(() => isApproved(api, PAYMENTS[0]));
    await finalized(api, charlie, convictionVoting.undelegate(SMALL_SPENDER));
    await finalized(api, bob, convictionVoting.removeVote(SMALL_SPENDER, index));
    const locked = await Promise.all([bob, charlie].map(({ address }) => lock(api, address)));
    await unlock(api, charlie);
    return {
      client: '@polkadot/api',
      index,
      ayes: pha(tally.ayes),
      support: pha(tally.support),
      locked,
      unlocked: await lock(api, charlie.address),
    };
  } finally {
    await api.disconnect();
  }
});

async function referendum(api, index) {
  return (await api.query.referenda.referendumInfoFor(index)).unwrap();
}

/** Whether the treasury owes such a payment. */
async function isApproved(api, amount) {
  const spends = await api.query.treasury.spends.entries();
  return spends.some(([, spend]) => spend.unwrap().amount.eq(amount));
}

/** What votes lock of an account, in PHA. */
async function lock(api, address) {
  const locks = await api.query.balances.locks(address);
  const found = locks.find(({ id }) => id.toUtf8() === LOCK);
  return found ? pha(found.amount) : 0;
}

/** Asks for it until the time of the conviction is over. */
async function unlock(api, signer) {
  const transaction = api.tx.convictionVoting.unlock(SMALL_SPENDER, signer.address);
  while ((await lock(api, signer.address)) > 0) await finalized(api, signer, transaction);
}

function find({ events }, kind) {
  return events.find((event) => kind.is(event)).data;
}

function pha(amount) {
  return Number(amount.toBigInt() / PHA);
}
