// Private transactions and questions for viem: sealed on your machine to a key that a light client proved.
//
// Reading order: network.ts (what a user does) → chain.ts (following the chain) → module.ts (the light client) →
// provider.ts, viem.ts (as Ethereum's tools use it) → session.ts, sapphire.ts.

export { AdytonNetwork } from "./network.js";
export type { ConnectOptions, SendOptions } from "./network.js";
export { adyton, adytonWalletActions, createAdytonWalletClient } from "./viem.js";
export { createProvider } from "./provider.js";
export type { Provider } from "./provider.js";
export { callDataPublicKey, sapphireOptions } from "./sapphire.js";
export type { CallDataPublicKey, KeyFetcherLike } from "./sapphire.js";
export type { Session, SignInOptions, Signer } from "./session.js";
export { MemoryStore } from "./memory.js";
export type { Store } from "./memory.js";
export type { ProvenCommittee } from "./chain.js";
export type { Answer, Block, Head, ModuleSource, Question, Reply } from "./module.js";
export {
  AdytonError,
  AnswerNotBelievedError,
  ChainUnsupportedError,
  CommitteeUnavailableError,
  GatewayBehindError,
  GatewayError,
  InvalidParametersError,
  LyingGatewayError,
  MethodNotOfferedError,
  ModuleError,
  QueryRefusedError,
  RevertedError,
  StaleHeadError,
  TransactionRefusedError,
  UnsealableError,
  WrongNetworkError,
} from "./errors.js";
