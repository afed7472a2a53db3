// The chain as the light client verified it, by what a gateway delivers.

import type { Hex } from "viem";
import { CommitteeUnavailableError, GatewayBehindError, GatewayError, LyingGatewayError } from "./errors.js";
import type { Gateway } from "./gateway.js";
import type { Committee, Head, KnownCommittee, LightClientModule, Verified } from "./module.js";

/** How long a proven committee is used before it is proven anew: input keys live for several epochs. */
const COMMITTEE_REUSE_MS = 5_000;
/** Patience with a gateway that is behind what was verified before. */
const BEHIND_PATIENCE_MS = 10_000;
/** Pause before a gateway that is behind is asked again. */
const BEHIND_PAUSE_MS = 200;
/** Bundles until the members of a committee are known: they change rarely. */
const MEMBERSHIP_ATTEMPTS = 4;

/** What following a chain takes. */
export interface ChainParts {
  module: LightClientModule;
  gateway: Gateway;
  /** Number of the committee. */
  committee: number;
  /** The light client to go on from. */
  client: Hex;
  /** This machine's clock, milliseconds since the Unix epoch. */
  clock: () => number;
  /** Is told of every new state of the light client. */
  save: (client: Hex) => Promise<void>;
}

/** A committee whose members are known. */
export type ProvenCommittee = Committee & { proven: Hex };

type HeadedBundle = Verified & { head: Head };

/** Follows the chain. Bundles are taken one after the other. */
export class VerifiedChain {
  readonly #parts: ChainParts;
  #client: Hex;
  #last: Promise<unknown> = Promise.resolve();
  #members: readonly Hex[] = [];
  #known: { since: number; committee: ProvenCommittee } | undefined;
  #head: Head | undefined;

  constructor(parts: ChainParts) {
    this.#parts = parts;
    this.#client = parts.client;
  }

  /** The newest verified block. */
  get head(): Head | undefined {
    return this.#head;
  }

  /** Proves raw storage keys at the newest finalized block: their values, `null` where state holds none. */
  async prove(keys: readonly Hex[]): Promise<(Hex | null)[]> {
    return this.#inTurn(async () => (await this.#advance(keys)).values);
  }

  /** The committee, proven; not older than a few seconds. */
  async committee(): Promise<ProvenCommittee> {
    return this.#inTurn(async () => {
      const known = this.#known;
      if (known && performance.now() - known.since < COMMITTEE_REUSE_MS) return known.committee;
      const committee = await this.#proveCommittee();
      this.#known = { since: performance.now(), committee };
      return committee;
    });
  }

  /** Forgets what was proven of the committee, so that the next look proves it anew. */
  refresh(): void {
    this.#known = undefined;
  }

  async #proveCommittee(): Promise<ProvenCommittee> {
    for (let attempt = 0; attempt < MEMBERSHIP_ATTEMPTS; attempt += 1) {
      const { committee } = await this.#advance([], { id: this.#parts.committee, members: this.#members });
      if (!committee) break;
      this.#members = committee.members.map((member) => member.worker);
      if (committee.proven) return committee as ProvenCommittee;
    }
    throw new CommitteeUnavailableError("the committee's members change all the time; try again later");
  }

  /** Takes bundles until one brings a head. */
  async #advance(keys: readonly Hex[], committee?: KnownCommittee): Promise<HeadedBundle> {
    const { module, clock, save } = this.#parts;
    for (;;) {
      const asked = { client: this.#client, keys, ...(committee && { committee }) };
      const bundle = await this.#bundle(module.request("wants", asked));
      const verified = module.request("verify", { ...asked, bundle, nowMs: clock() });
      const moved = verified.client !== this.#client;
      this.#client = verified.client;
      if (moved) await save(verified.client);
      if (verified.head) {
        this.#head = verified.head;
        return verified as HeadedBundle;
      }
      // A bundle without a head brings changes of validators; one that brings nothing would come for ever.
      if (!moved) throw new LyingGatewayError("NothingNew", "it delivers bundles that bring nothing");
    }
  }

  async #bundle(wants: Hex): Promise<Hex> {
    const deadline = performance.now() + BEHIND_PATIENCE_MS;
    for (;;) {
      try {
        const bundle = await this.#parts.gateway.request("adyton_bundle", [wants]);
        if (typeof bundle !== "string") throw new GatewayError(-32603, "the gateway's bundle is no hex text");
        return bundle as Hex;
      } catch (error) {
        if (!(error instanceof GatewayError) || !/behind what you verified/.test(error.message)) throw error;
        if (performance.now() > deadline) throw new GatewayBehindError();
      }
      await new Promise((resolve) => setTimeout(resolve, BEHIND_PAUSE_MS));
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
