// Sending on a network where a block takes its time, unlike Hardhat's own, which makes one for each transaction at once.

/** Waits until a transaction is in a block and returns it; throws if it failed. */
export async function mined(sending) {
  const transaction = await sending;
  await transaction.wait();
  return transaction;
}

/**
 * Sends transactions, each `[signer, contract, method, ...arguments]`, all at once and numbered here, so that one block
 * takes them, and waits for all.
 */
export async function all(...calls) {
  const nonces = new Map();
  const sending = [];
  for (const [signer, contract, method, ...rest] of calls) {
    const nonce = nonces.get(signer) ?? (await signer.getNonce("pending"));
    nonces.set(signer, nonce + 1);
    sending.push(mined(contract.connect(signer)[method](...rest, { nonce, gasLimit: 500_000n })));
  }
  return Promise.all(sending);
}

/** Waits until contracts are deployed whose deployments were sent. */
export async function deployed(...contracts) {
  await Promise.all(contracts.map((contract) => contract.waitForDeployment()));
}
