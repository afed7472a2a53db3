// The page of the demo's auction: ethers over whatever wallet the browser injects, calldata encrypted by Sapphire's
// library. suites/browser.test.mjs bundles it.

import { wrapEthereumProvider } from "@oasisprotocol/sapphire-paratime";
import { BrowserProvider, Contract, ContractFactory, Interface, formatEther, parseEther } from "ethers";
import artifact from "../../../contracts/artifacts/SealedBidAuction.json" with { type: "json" };
import { signedQuery } from "../suites/signed-query.mjs";

const HOUR = 3_600n;
const auctionInterface = new Interface(artifact.abi);
const plain = new BrowserProvider(window.ethereum);
const sealed = new BrowserProvider(wrapEthereumProvider(window.ethereum));
sealed.pollingInterval = 100;

const element = (id) => document.getElementById(id);
const text = (id) => element(id).value;

/** The auction at the address that the page shows, for the account that the wallet chose. */
async function auction() {
  return new Contract(element("auction").value, artifact.abi, await sealed.getSigner());
}

async function sent(transaction) {
  const receipt = await (await transaction).wait();
  return `done in block ${receipt.blockNumber}`;
}

const actions = {
  async connect() {
    const [account] = await plain.send("eth_requestAccounts", []);
    element("me").value = account;
  },

  async open() {
    const { timestamp } = await plain.getBlock("latest");
    const factory = new ContractFactory(artifact.abi, artifact.bytecode, await sealed.getSigner());
    const contract = await factory.deploy(text("item"), parseEther("0.1"), BigInt(timestamp) + HOUR);
    await contract.waitForDeployment();
    element("auction").value = await contract.getAddress();
  },

  async bid() {
    const contract = await auction();
    return sent(contract.bid(parseEther(text("amount")), { value: parseEther(text("attached")) }));
  },

  // A contract tells a bid to its bidder only, so the question is signed.
  async mine() {
    const signer = await plain.getSigner();
    const query = await signedQuery(signer, element("auction").value, auctionInterface.encodeFunctionData("myBid"));
    const answer = await plain.send("eth_call", [query, "latest"]);
    const [amount] = auctionInterface.decodeFunctionResult("myBid", answer);
    element("own").value = `${formatEther(amount)} PHA`;
  },

  async close() {
    return sent((await auction()).close());
  },

  async settle() {
    const contract = await auction();
    const status = await sent(contract.settle());
    const { winner, winningBid } = await contract.outcome();
    element("outcome").value = `${winner} for ${formatEther(winningBid)} PHA`;
    return status;
  },
};

for (const [id, act] of Object.entries(actions)) {
  element(id).addEventListener("click", async () => {
    element("status").textContent = `${id} …`;
    try {
      element("status").textContent = `${id}: ${(await act()) ?? "done"}`;
    } catch (error) {
      element("status").textContent = `${id} failed: ${error.shortMessage ?? error.message}`;
    }
  });
}
