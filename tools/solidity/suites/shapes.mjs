// The encodings of Ethereum's JSON-RPC, and a check of objects against them.

import assert from "node:assert/strict";

/** A number: no leading zeros. */
export const QUANTITY = /^0x(0|[1-9a-f][0-9a-f]*)$/;
export const HASH = /^0x[0-9a-f]{64}$/;
export const ADDRESS = /^0x[0-9a-f]{40}$/;
export const BYTES = /^0x([0-9a-f]{2})*$/;
export const BLOOM = /^0x[0-9a-f]{512}$/;

/** Asserts that `value` matches a pattern, or that each field that `wanted` names does. */
export function shape(value, wanted) {
  if (wanted instanceof RegExp) {
    assert.equal(typeof value, "string", `wanted ${wanted}, got ${JSON.stringify(value)}`);
    assert.match(value, wanted);
    return;
  }
  for (const [field, pattern] of Object.entries(wanted)) {
    assert.match(String(value[field]), pattern, `${field} of ${JSON.stringify(value)}`);
  }
}
