// A network as a transport and a wallet of viem.

import { createWalletClient, custom } from "viem";
import type { Account, Chain, CustomTransport, Hex, LocalAccount, Transport, WalletActions, WalletClient } from "viem";
import type { AdytonNetwork } from "./network.js";
import { createProvider } from "./provider.js";

/** A transport for `createPublicClient` and `createWalletClient`. */
export function adyton({ network }: { network: AdytonNetwork }): CustomTransport {
  // Nothing is sent twice: a repeated transaction would be refused, and hide that the first one ran.
  return custom(createProvider(network), { key: "adyton", name: "Adyton", retryCount: 0 });
}

/** A wallet client whose transactions are signed by `account` and sealed before they leave this machine. */
export function createAdytonWalletClient({
  network,
  account,
}: {
  network: AdytonNetwork;
  account: LocalAccount;
}): WalletClient<CustomTransport, Chain, LocalAccount> {
  return createWalletClient({ account, chain: network.chain, transport: adyton({ network }) });
}

/** A wallet client that prepares and signs transactions. */
type SigningClient = Pick<WalletClient<Transport, Chain, Account>, "prepareTransactionRequest" | "signTransaction">;

/**
 * Extends a wallet client so that its wallet only signs and the signed transaction is sealed:
 * `client.extend(adytonWalletActions({ network }))`. For wallets that offer `eth_signTransaction`.
 */
export function adytonWalletActions({ network }: { network: AdytonNetwork }) {
  return (client: SigningClient): Pick<WalletActions<Chain, Account>, "sendTransaction" | "sendRawTransaction"> => ({
    sendRawTransaction: ({ serializedTransaction }) => network.sendRawTransaction(serializedTransaction),
    sendTransaction: async (request) => {
      const prepared = await client.prepareTransactionRequest(request as never);
      const signed = (await client.signTransaction(prepared as never)) as Hex;
      return network.sendRawTransaction(signed);
    },
  });
}
