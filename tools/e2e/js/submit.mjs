// Transactions with @polkadot/api: signed, submitted, and waited for until their block is final.
import { Keyring } from '@polkadot/api';

/** A well-known account, by its name on development networks. */
export function person(name) {
  return new Keyring({ type: 'sr25519' }).addFromUri(`//${name}`);
}

/** Signs, submits, and waits until the block is final. Gives the block's hash and the transaction's events. */
export function finalized(api, signer, transaction) {
  const { section, method } = transaction.method;
  const failed = (reason) => new Error(`${section}.${method} ${reason}`);
  return new Promise((resolve, reject) => {
    const follow = ({ dispatchError, events, isError, status }) => {
      if (dispatchError) return reject(failed(`is refused: ${explain(api, dispatchError)}`));
      if (isError) return reject(failed(`was not included: ${status.type}`));
      if (!status.isFinalized) return undefined;
      return resolve({ block: status.asFinalized, events: events.map(({ event }) => event) });
    };
    transaction.signAndSend(signer, follow).catch(reject);
  });
}

function explain(api, error) {
  return error.isModule ? api.registry.findMetaError(error.asModule).name : error.toString();
}
