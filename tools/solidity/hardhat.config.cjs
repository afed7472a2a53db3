// Hardhat's configuration for the suites in hardhat/, and the compiler of contracts/ for all suites.

const { subtask } = require("hardhat/config");
const { TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD } = require("hardhat/builtin-tasks/task-names");
require("@nomicfoundation/hardhat-ethers");
require("@nomicfoundation/hardhat-chai-matchers");

const SOLC = require("solc/package.json").version;

// The compiler is the one that npm installed, so that nothing is downloaded.
subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD, async ({ solcVersion }) => {
  const longVersion = require("solc").version();
  if (solcVersion !== SOLC) throw new Error(`solc ${SOLC} is installed, ${solcVersion} is wanted`);
  return { version: SOLC, longVersion, compilerPath: require.resolve("solc/soljson.js"), isSolcJs: true };
});

module.exports = {
  solidity: {
    version: SOLC,
    // Without the optimizer it takes half the time.
    settings: { evmVersion: "cancun" },
  },
  defaultNetwork: "adyton",
  networks: {
    adyton: {
      url: process.env.ADYTON_RPC ?? "http://127.0.0.1:8545",
      chainId: 0x5afd,
      accounts: { mnemonic: "test test test test test test test test test test test junk" },
    },
  },
  paths: { sources: "contracts", tests: "hardhat", artifacts: "artifacts", cache: "cache" },
  mocha: { timeout: 60_000 },
};
