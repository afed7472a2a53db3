// A wallet as a browser extension injects it (EIP-1193): it holds keys and signs outside the page, and sends everything
// else to the network as it is.

/**
 * Puts a wallet into every page of `context`. It signs with `wallets`, of which the page sees one; the returned function
 * chooses it.
 */
export async function inject(context, wallets, rpcUrl) {
  let chosen = wallets[0];
  const own = {
    eth_requestAccounts: () => [chosen.address],
    eth_accounts: () => [chosen.address],
    personal_sign: (message) => chosen.signMessage(Buffer.from(message.slice(2), "hex")),
    eth_signTypedData_v4: (_, json) => {
      const { domain, types, message } = JSON.parse(json);
      delete types.EIP712Domain;
      return chosen.signTypedData(domain, types, message);
    },
    eth_sendTransaction: async ({ from: _, gas, ...fields }) =>
      (await chosen.sendTransaction({ ...fields, gasLimit: gas })).hash,
  };
  await context.exposeFunction("walletSigns", (method, params) => own[method](...params));
  await context.addInitScript(provider, { url: rpcUrl, signs: Object.keys(own) });
  return (index) => (chosen = wallets[index]);
}

/** Runs in the page. */
function provider({ url, signs }) {
  const ask = async (method, params) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
    const { result, error } = await answer.json();
    if (error) throw Object.assign(new Error(error.message), error);
    return result;
  };
  window.ethereum = {
    request: ({ method, params = [] }) =>
      signs.includes(method) ? window.walletSigns(method, params) : ask(method, params),
    on: () => {},
    removeListener: () => {},
  };
}
