// `node build.mjs` compiles src/ into artifacts/; `node build.mjs --check` only compares them, and exits 1 when the
// committed artefacts are not what the sources compile to.

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BuildError, ROOT, compile } from "./compile.mjs";

const ARTIFACTS = join(ROOT, "artifacts");

function main(args) {
  const check = args.length === 1 && args[0] === "--check";
  if (args.length > 0 && !check) throw new BuildError("usage: node build.mjs [--check]");
  const built = new Map(
    compile("src").map((artefact) => [
      `${artefact.contractName}.json`,
      `${JSON.stringify(artefact, null, 2)}\n`,
    ]),
  );
  if (check) checkArtefacts(built);
  else writeArtefacts(built);
}

function checkArtefacts(built) {
  const committed = committedFiles();
  const stale = [...built].filter(([file, text]) => committed.get(file) !== text).map(([file]) => file);
  const orphaned = [...committed.keys()].filter((file) => !built.has(file));
  const differing = [...stale, ...orphaned];
  if (differing.length > 0) {
    throw new BuildError(
      `the committed artefacts differ from what src/ compiles to: ${differing.join(", ")}; ` +
        "run `npm run build` in contracts/ and commit the result",
    );
  }
  console.log(`${built.size} artefacts are what src/ compiles to`);
}

function writeArtefacts(built) {
  rmSync(ARTIFACTS, { recursive: true, force: true });
  mkdirSync(ARTIFACTS);
  for (const [file, text] of built) writeFileSync(join(ARTIFACTS, file), text);
  console.log(`wrote ${[...built.keys()].join(", ")}`);
}

/** The JSON files in artifacts/ with Unix line ends; none when the folder is missing. */
function committedFiles() {
  let names;
  try {
    names = readdirSync(ARTIFACTS).filter((name) => name.endsWith(".json"));
  } catch (error) {
    if (error.code === "ENOENT") return new Map();
    throw error;
  }
  return new Map(
    names.map((name) => [name, readFileSync(join(ARTIFACTS, name), "utf8").replaceAll("\r\n", "\n")]),
  );
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
