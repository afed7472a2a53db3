// Compiles Solidity sources with the pinned solc. The output depends on the sources and on the settings below only:
// source names are relative and the metadata hash, which would cover file names, is left out.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL(".", import.meta.url));

const require = createRequire(import.meta.url);

const SETTINGS = {
  evmVersion: "cancun",
  optimizer: { enabled: true, runs: 200 },
  metadata: { bytecodeHash: "none" },
  outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
};

/** A failure that the person at the keyboard can act on. */
export class BuildError extends Error {}

/**
 * Compiles every `.sol` file of `folder` (relative to this directory) and returns one artefact for each contract
 * and interface with functions that those files define, in alphabetical order.
 */
export function compile(folder) {
  const solc = loadSolc();
  const output = JSON.parse(
    solc.compile(JSON.stringify(standardJson(folder)), { import: resolveImport }),
  );
  const problems = output.errors ?? [];
  if (problems.length > 0) {
    throw new BuildError(problems.map((problem) => problem.formattedMessage).join("\n"));
  }
  return Object.entries(output.contracts)
    .filter(([source]) => source.startsWith(`${folder}/`))
    .flatMap(([, contracts]) => Object.entries(contracts))
    .filter(([, contract]) => contract.abi.some((item) => item.type === "function"))
    .map(([name, contract]) => artefact(name, contract, solc.version()))
    .sort((a, b) => (a.contractName < b.contractName ? -1 : 1));
}

function artefact(contractName, contract, version) {
  const { evmVersion, optimizer } = SETTINGS;
  return {
    contractName,
    abi: contract.abi,
    bytecode: `0x${contract.evm.bytecode.object}`,
    deployedBytecode: `0x${contract.evm.deployedBytecode.object}`,
    compiler: { version, evmVersion, optimizerRuns: optimizer.runs },
  };
}

function standardJson(folder) {
  const names = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(".sol")).sort();
  const sources = Object.fromEntries(
    names.map((name) => [`${folder}/${name}`, { content: readSource(`${folder}/${name}`) }]),
  );
  return { language: "Solidity", sources, settings: SETTINGS };
}

/** solc asks for imports by the name they resolve to: a package path, or a path below this directory. */
function resolveImport(name) {
  const path = name.startsWith("@") ? `node_modules/${name}` : name;
  try {
    return { contents: readSource(path) };
  } catch {
    return { error: `no such source: ${name}` };
  }
}

/** Reads with Unix line ends, so that a checkout with others compiles to the same bytes. */
function readSource(path) {
  return readFileSync(join(ROOT, path), "utf8").replaceAll("\r\n", "\n");
}

function loadSolc() {
  const pinned = require("./package.json").dependencies.solc;
  let solc;
  try {
    solc = require("solc");
  } catch {
    throw new BuildError("the Solidity compiler is not installed: run `npm ci` in contracts/ first");
  }
  if (!solc.version().startsWith(`${pinned}+`)) {
    throw new BuildError(
      `solc ${solc.version()} is installed but package.json pins ${pinned}: run \`npm ci\` in contracts/`,
    );
  }
  return solc;
}
