// Leaves the network as it was, clock included.

import { takeSnapshot } from "@nomicfoundation/hardhat-network-helpers";

let start;

before(async () => {
  start = await takeSnapshot();
});

after(() => start.restore());
