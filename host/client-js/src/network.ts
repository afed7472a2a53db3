// A network as its user deals with it: transactions and questions sealed to a key that the light client proved.

import { bytesToHex, defineChain, hexToNumber, keccak256, parseTransaction, recoverTransactionAddress } from "viem";
import type { Address, Chain, Hex, TransactionSerialized } from "viem";
import { VerifiedChain } from "./chain.js";
import type { ProvenCommittee } from "./chain.js";
import { GatewayError, QueryRefusedError, WrongNetworkError } from "./errors.js";
import { Gateway } from "./gateway.js";
import type { Fetch } from "./gateway.js";
import { MemoryStore, NetworkMemory, pin, pinned } from "./memory.js";
import type { Store } from "./memory.js";
import { LightClientModule } from "./module.js";
import type { Answer, Head, ModuleSource, Question, Reply, SignIn } from "./module.js";
import { PendingNonces } from "./nonces.js";
import { signIn } from "./session.js";
import type { Session, SignInOptions, Signer } from "./session.js";

/** How to connect. */
export interface ConnectOptions {
  /** URL of a gateway; it is not trusted. */
  url: string;
  /** Hash of the network's first block. Without it the network met first at this URL is believed, with a warning. */
  genesis?: Hex | undefined;
  /** Number of the committee; by default the one that the gateway serves. */
  committee?: number;
  /** Keeps the light client and secrets; by default nothing outlives the program. */
  storage?: Store;
  /** The WebAssembly module, where it does not lie beside this package's scripts. */
  module?: ModuleSource | Promise<ModuleSource>;
  /** `fetch` of another kind. */
  fetch?: Fetch;
  /** This machine's clock, milliseconds since the Unix epoch. */
  clock?: () => number;
  /** Takes warnings; by default the console. */
  warn?: (message: string) => void;
}

/** How to send a transaction. */
export interface SendOptions {
  /** Whether its outcome is for everybody to see; by default only for who has its secret. */
  public?: boolean;
}

interface Announcement {
  genesis: Hex;
  committee: number;
}

/** A network, followed by a light client. */
export class AdytonNetwork {
  /** Hash of the network's first block. */
  readonly genesis: Hex;
  /** Number of the committee. */
  readonly committee: number;
  /** The network for viem. */
  readonly chain: Chain;
  /** The gateway, for what is public. */
  readonly gateway: Gateway;
  readonly #module: LightClientModule;
  readonly #verified: VerifiedChain;
  readonly #memory: NetworkMemory;
  readonly #clock: () => number;
  readonly #sessions = new Map<string, Session>();
  readonly #pending = new PendingNonces();

  private constructor(parts: {
    genesis: Hex;
    committee: number;
    chain: Chain;
    gateway: Gateway;
    module: LightClientModule;
    verified: VerifiedChain;
    memory: NetworkMemory;
    clock: () => number;
  }) {
    this.genesis = parts.genesis;
    this.committee = parts.committee;
    this.chain = parts.chain;
    this.gateway = parts.gateway;
    this.#module = parts.module;
    this.#verified = parts.verified;
    this.#memory = parts.memory;
    this.#clock = parts.clock;
  }

  /** Connects, and verifies the chain from its first block to the newest. */
  static async connect(options: ConnectOptions): Promise<AdytonNetwork> {
    const { url, storage = new MemoryStore(), clock = Date.now } = options;
    const gateway = new Gateway(url, options.fetch);
    const [module, announced] = await Promise.all([LightClientModule.load(options.module), announcement(gateway)]);
    const genesis = await wantedGenesis(options, storage, announced);
    const memory = new NetworkMemory(storage, genesis);
    const client = (await memory.client()) ?? module.request("newClient", { genesis });
    const committee = options.committee ?? announced.committee;
    const save = (state: Hex) => memory.keepClient(state);
    const verified = new VerifiedChain({ module, gateway, committee, client, clock, save });
    // The chain id that transactions are signed for is proven as well.
    const { chainId, development } = await verified.committee();
    const chain = viemChain(hexToNumber(chainId), url, development);
    return new AdytonNetwork({ genesis, committee, chain, gateway, module, verified, memory, clock });
  }

  /** The newest verified block of the chain. */
  get head(): Head | undefined {
    return this.#verified.head;
  }

  /** The committee as it is proven now: members, keys, agreed state. */
  provenCommittee(): Promise<ProvenCommittee> {
    return this.#verified.committee();
  }

  /** Proves raw storage keys of the chain's state at its newest finalized block. */
  prove(keys: readonly Hex[]): Promise<(Hex | null)[]> {
    return this.#verified.prove(keys);
  }

  /** Seals a signed transaction and sends it. Neither gateway nor chain learns sender, target or nonce. */
  async sendRawTransaction(raw: Hex, options: SendOptions = {}): Promise<Hex> {
    const hash = keccak256(raw);
    const [from, nonce] = [
      await recoverTransactionAddress({ serializedTransaction: raw as TransactionSerialized }),
      parseTransaction(raw as TransactionSerialized).nonce ?? 0,
    ];
    const secret = options.public ? undefined : ((await this.#memory.secret(hash)) ?? randomBytes());
    // Kept before it is sent: a transaction without its secret would be lost to its sender.
    if (secret) await this.#memory.keepSecret(hash, secret);
    await this.#withLiveKey(async ({ proven }) => {
      const sealing = { committee: proven, raw, entropy: randomBytes(), ...(secret && { secret }) };
      await this.gateway.request("adyton_push", [this.#module.request("sealTransaction", sealing)]);
    });
    this.#pending.sent(from, nonce);
    return hash;
  }

  /** The secret that shows the outcome of a private transaction; give it to whoever may see it. */
  secretOf(hash: Hex): Promise<Hex | undefined> {
    return this.#memory.secret(hash);
  }

  /** Makes the secret of somebody's private transaction known here. */
  remember(hash: Hex, secret: Hex): Promise<void> {
    return this.#memory.keepSecret(hash, secret);
  }

  /** Asks a sealed question: as `asker`, if that account has signed in, else as address zero. */
  async ask(question: Question, asker?: Address): Promise<Answer> {
    const answer = await this.#withLiveKey(async ({ proven }) => {
      const signed = this.#sessionOf(asker);
      const entropy = randomBytes();
      const asking = { committee: proven, question, entropy, ...(signed && { signIn: signed }) };
      const { query, sealed } = this.#module.request("sealQuestion", asking);
      const answer = (await this.gateway.request("adyton_query", [sealed])) as Hex;
      return this.#module.request("openAnswer", { committee: proven, query, entropy, answer });
    });
    if (answer.reply.refused) throw new QueryRefusedError(answer.reply.refused);
    return answer;
  }

  /** The reply alone of [`ask`]. */
  async reply(question: Question, asker?: Address): Promise<Reply> {
    return (await this.ask(question, asker)).reply;
  }

  /** The next nonce of an account; with `pending`, transactions sent from here are counted although they did not run yet. */
  async nonceOf(address: Address, pending: boolean): Promise<number> {
    const { account } = await this.reply({ account: address });
    const nonce = hexToNumber(account?.nonce ?? "0x0");
    return pending ? this.#pending.next(address, nonce) : nonce;
  }

  /** Lets an account sign once, so that its questions are asked in its name until the session ends. */
  async signIn(signer: Signer, options: SignInOptions = {}): Promise<Session> {
    const { genesis, committee, chain } = this;
    const session = await signIn({ genesis, committee, chainId: chain.id, now: this.#clock() }, signer, options);
    this.#sessions.set(session.address.toLowerCase(), session);
    return session;
  }

  /** Ends the session of an account here. */
  signOut(address: Address): void {
    this.#sessions.delete(address.toLowerCase());
  }

  #sessionOf(asker: Address | undefined): SignIn | undefined {
    const session = asker && this.#sessions.get(asker.toLowerCase());
    if (!session || session.expires <= this.#clock()) return undefined;
    return { message: session.message, signature: session.signature };
  }

  /** Uses the committee's key; once more with a newer one, if its epoch has ended meanwhile. */
  async #withLiveKey<T>(use: (committee: ProvenCommittee) => Promise<T>): Promise<T> {
    try {
      return await use(await this.#verified.committee());
    } catch (error) {
      if (!(error instanceof GatewayError) || !/epoch/i.test(error.message)) throw error;
      this.#verified.refresh();
      return use(await this.#verified.committee());
    }
  }
}

async function announcement(gateway: Gateway): Promise<Announcement> {
  const announced = (await gateway.request("adyton_network")) as Partial<Announcement> | null;
  if (!announced || typeof announced.genesis !== "string" || typeof announced.committee !== "number") {
    throw new GatewayError(-32603, "the gateway does not name its network; is it an Adyton gateway?");
  }
  return announced as Announcement;
}

/** The network to verify: the one asked for, else the one met at this URL before, else the one that is announced. */
async function wantedGenesis(options: ConnectOptions, store: Store, announced: Announcement): Promise<Hex> {
  const wanted = options.genesis ?? (await pinned(store, options.url));
  if (wanted === null) {
    const warn = options.warn ?? console.warn;
    warn(
      `@adyton/client: believing the gateway at ${options.url} that its network is ${announced.genesis}; ` +
        "pass this as `genesis`, after comparing it with a source you trust",
    );
    await pin(store, options.url, announced.genesis);
    return announced.genesis;
  }
  if (wanted.toLowerCase() !== announced.genesis.toLowerCase()) {
    throw new WrongNetworkError(wanted, announced.genesis);
  }
  return wanted;
}

function viemChain(id: number, url: string, testnet: boolean): Chain {
  return defineChain({
    id,
    name: "Adyton",
    nativeCurrency: { name: "Phala", symbol: "PHA", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
    testnet,
  });
}

function randomBytes(): Hex {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
}
