// What can go wrong, and who is at fault. Codes are those of JSON-RPC, so that wallets and viem understand them.

/** What every error of this package is. */
export class AdytonError extends Error {
  /** Code of JSON-RPC or EIP-1193. */
  readonly code: number = -32603;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The gateway, or the worker behind it, delivered what no honest one delivers. Ask another one. */
export class LyingGatewayError extends AdytonError {
  /** Name of the very fault, such as `ForgedJustification`; `docs/protocol/light-client.md` lists them. */
  readonly fault: string;

  constructor(fault: string, message: string) {
    super(`the gateway is not to be believed (${fault}): ${message}; use another gateway`);
    this.fault = fault;
  }
}

/** An answer does not prove itself: a lying gateway altered it, or it is no member's. */
export class AnswerNotBelievedError extends LyingGatewayError {}

/** The gateway serves another network than the one that was asked for. */
export class WrongNetworkError extends LyingGatewayError {
  constructor(wanted: string, found: string) {
    super("WrongNetwork", `it serves network ${found}, but ${wanted} is wanted`);
  }
}

/** The newest block that the gateway shows is old. */
export class StaleHeadError extends AdytonError {}

/** The gateway has seen less of the chain than was verified before. */
export class GatewayBehindError extends AdytonError {
  constructor() {
    super("the gateway is behind what was verified before; wait, or use another gateway");
  }
}

/** The chain does what this version does not support. Upgrade. */
export class ChainUnsupportedError extends AdytonError {}

/** There is no such committee, or it is not ready. */
export class CommitteeUnavailableError extends AdytonError {}

/** What is to be sealed is too large. */
export class UnsealableError extends AdytonError {
  override readonly code = -32602;
}

/** The module was used in a wrong way: a bug in this package. */
export class ModuleError extends AdytonError {}

/** The gateway answers with an error, or not at all. What it says is not proven. */
export class GatewayError extends AdytonError {
  override readonly code: number;
  /** Further data, if there is any. */
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** The committee refuses to answer. */
export class QueryRefusedError extends AdytonError {
  override readonly code = -32000;
  /** Name of the reason. */
  readonly reason: string;

  constructor(reason: string) {
    super(REFUSED_QUERIES[reason] ?? `the committee does not answer (${reason})`);
    this.reason = reason;
  }
}

/** A transaction did not run and changed nothing; no fee was paid. */
export class TransactionRefusedError extends AdytonError {
  override readonly code = -32003;
  /** Name of the reason. */
  readonly reason: string;

  constructor(reason: string, expectedNonce?: bigint) {
    const nonce = expectedNonce === undefined ? "" : `; the next nonce is ${expectedNonce}`;
    super(`${REFUSED_TRANSACTIONS[reason] ?? `the transaction did not run (${reason})`}${nonce}`);
    this.reason = reason;
  }
}

/** A contract call reverted. */
export class RevertedError extends AdytonError {
  override readonly code = 3;
  /** Revert data. */
  readonly data: `0x${string}`;

  constructor(data: `0x${string}`) {
    super("execution reverted");
    this.data = data;
  }
}

/** A method that is not offered here, because the gateway would learn what the user is about to do. */
export class MethodNotOfferedError extends AdytonError {
  override readonly code = -32601;

  constructor(method: string) {
    super(`${method} is not offered: it would show the gateway what is private; sign locally, or use an ordinary client`);
  }
}

/** Parameters that make no sense here. */
export class InvalidParametersError extends AdytonError {
  override readonly code = -32602;
}

const REFUSED_QUERIES: Record<string, string> = {
  BadSignature: "the sign-in does not prove who asks; sign in again",
  BadSignIn: "the sign-in is for another network or committee; sign in again",
  Expired: "the sign-in is over; sign in again",
  SignatureNeeded: "this question needs a sign-in",
  OutOfGas: "out of gas: the call used more than questions may",
  BadEnvelope: "the encrypted calldata does not open",
  LeashOver: "the signed query is over",
};

// Texts in the words of other Ethereum nodes, which libraries recognise.
const REFUSED_TRANSACTIONS: Record<string, string> = {
  BadNonce: "the transaction did not run: nonce too low or too high",
  InsufficientFunds: "the transaction did not run: insufficient funds for gas * price + value",
  Underpriced: "the transaction did not run: max fee per gas less than block base fee",
  BadGasLimit: "the transaction did not run: intrinsic gas too low or exceeds block gas limit",
  Oversize: "the transaction did not run: oversized data",
  WrongChain: "the transaction did not run: invalid chain id",
  EpochErased: "the transaction did not run: it was sealed to a key that is gone; send it again",
  UnsupportedTransaction: "the transaction did not run: transaction type not supported",
};

/** A failure as the module names it. */
export interface ModuleFailure {
  kind: string;
  fault: string;
  message: string;
}

/** The error that a failure of the module stands for. */
export function errorOf({ kind, fault, message }: ModuleFailure): AdytonError {
  switch (kind) {
    case "HostMisbehaved":
      return new LyingGatewayError(fault, message);
    case "AnswerNotBelieved":
      return new AnswerNotBelievedError(fault, message);
    case "ChainUnsupported":
      return new ChainUnsupportedError(message);
    case "StaleHead":
      return new StaleHeadError(message);
    case "CommitteeUnavailable":
      return new CommitteeUnavailableError(message);
    case "Unsealable":
      return new UnsealableError(message);
    default:
      return new ModuleError(`${fault}: ${message}`);
  }
}
