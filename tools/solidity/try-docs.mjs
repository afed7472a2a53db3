// `node try-docs.mjs FILE`: does what a guide tells its reader to do, in the order and in the words in which it does.
//
// In the guide a block with `title="PATH"` is a file that the reader writes, a `sh` block is what the reader types, and a
// `text` block after it is what the reader sees, where a line `…` stands for any lines and `…` in a line for anything.
// Blocks with `try="no"`, and those in other languages without a title, are left out. Everything happens in one shell,
// in a new folder. What differs from the reader's machine:
//
// - `npm install` takes the packages of this folder, which have to be what the guide asks for;
// - the caches of Hardhat and Foundry already hold a compiler, npm's (`solc` in this folder);
// - the gateway is that of ADYTON_RPC, on whatever port it is.

import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { ROOT, RPC, foundryBinary } from "./suites/common.mjs";

const require = createRequire(import.meta.url);
const GUIDES_RPC = "http://127.0.0.1:8545";
const MARK = "@@@ block ";
const REPOSITORY = join(ROOT, "..", "..");

/** A fenced block of Markdown: where it is, its language, its attributes, its text. */
function blocks(markdown) {
  const fence = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;
  return [...markdown.matchAll(fence)].map(({ 1: language, 2: rest, 3: text, index }) => ({
    line: markdown.slice(0, index).split("\n").length,
    language,
    attributes: Object.fromEntries([...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value])),
    text: text.replaceAll(GUIDES_RPC, RPC),
  }));
}

/** The steps of a guide: files to write, commands to type with what they print. */
function steps(found) {
  const tried = found.filter(({ attributes }) => attributes.try !== "no");
  return tried.flatMap((block, i) => {
    const { attributes, language, line, text } = block;
    if (attributes.title) return [{ line, file: attributes.title, text }];
    if (language !== "sh") return [];
    const next = tried[i + 1];
    return [{ line, command: text, prints: next?.language === "text" ? next.text : undefined }];
  });
}

/** One script of all steps. The reader's shell stays the same from block to block. */
function script(all) {
  const lines = all.map(({ line, file, text, command }) => {
    if (!file) return `echo '${MARK}${line}'\n${command}`;
    return `mkdir -p "$(dirname '${file}')"\ncat > '${file}' <<'END OF THE FILE'\n${text}END OF THE FILE\n`;
  });
  return ["set -eu", NPM, ...lines].join("\n");
}

const NPM = `
npm() {
  if [ "$1" = install ]; then
    node "$TRY_DOCS_ROOT/try-docs.mjs" --install "\${@:2}"
  else
    command npm --loglevel=error "$@"
  fi
}`;

/** Stands for `npm install`: links this folder's packages, if they are what is asked for, and folders that are named. */
function install(wanted) {
  const present = join(ROOT, "node_modules");
  link(".bin", join(present, ".bin"));
  for (const name of packages(present)) link(name, join(present, name));
  for (const argument of wanted) {
    const folder = resolve(argument);
    if (existsSync(join(folder, "package.json"))) {
      link(readJson(join(folder, "package.json")).name, folder);
      continue;
    }
    const [, name, range] = /^(@?[^@]+)(?:@(.+))?$/.exec(argument);
    const { version } = readJson(join(present, name, "package.json"));
    const good = range === undefined || version === range || version.startsWith(`${range}.`);
    if (!good) throw new Error(`${argument} is wanted, ${version} is installed`);
  }
}

/** Names of the packages in a `node_modules`. */
function packages(folder) {
  return readdirSync(folder).flatMap((name) => {
    if (name.startsWith(".")) return [];
    return name.startsWith("@") ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name];
  });
}

function link(name, target) {
  const path = join("node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) symlinkSync(target, path);
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** A home whose caches hold the compiler, where Hardhat and Foundry look before they download it. */
function home(folder) {
  const solc = require("solc");
  const { version } = require("solc/package.json");
  const longVersion = solc.version().replace(/\.Emscripten.*$/, "");
  const program = `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, "solc")}' "$@"\n`;
  const name = `solc-linux-amd64-v${longVersion}`;
  const build = { path: name, version, build: longVersion.split("+")[1], longVersion, keccak256: "", urls: [], platform: "linux-amd64" };
  const hardhat = join(folder, ".cache", "hardhat-nodejs", "compilers-v2", "linux-amd64");
  write(join(hardhat, "list.json"), JSON.stringify({ builds: [build], releases: { [version]: name }, latestRelease: version }));
  write(join(hardhat, name), program, 0o755);
  write(join(folder, ".svm", version, `solc-${version}`), program, 0o755);
}

function write(path, text, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

/** Whether what was printed is what the guide shows. */
function matches(printed, shown) {
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = shown.trim().split("\n").map((line) =>
    line.trim() === "…" ? "[\\s\\S]*" : line.trimEnd().split("…").map(escape).join(".*"));
  return new RegExp(`^\\s*${pattern.join("\\s*\\n")}\\s*$`).test(printed);
}

async function tryGuide(path) {
  const all = steps(blocks(readFileSync(path, "utf8")));
  const folder = mkdtempSync(join(tmpdir(), "adyton-guide-"));
  home(folder);
  const binaries = ["cast", "forge"].map((program) => dirname(foundryBinary(program)));
  const env = {
    ...process.env,
    HOME: folder,
    PATH: [...binaries, process.env.PATH].join(":"),
    TRY_DOCS_ROOT: ROOT,
    ADYTON: REPOSITORY,
    HARDHAT_DISABLE_TELEMETRY_PROMPT: "true",
    NO_COLOR: "1",
  };
  for (const name of ["XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"]) delete env[name];
  const { code, out } = await bash(script(all), folder, env);
  const printed = new Map(out.split(MARK).slice(1).map((part) => {
    const [line, ...rest] = part.split("\n");
    return [Number(line), rest.join("\n")];
  }));
  let passed = 0;
  const commands = all.filter(({ command }) => command);
  for (const { line, prints } of commands) {
    const last = line === [...printed.keys()].at(-1);
    const reached = printed.has(line) && !(last && code !== 0);
    const ok = reached && (prints === undefined || matches(printed.get(line), prints));
    console.log(`${ok ? "ok" : "FAILED"}: ${path}:${line}`);
    if (ok) passed += 1;
    else if (printed.has(line)) console.log(printed.get(line));
  }
  console.log(`${passed} passed, ${commands.length - passed} failed`);
  if (passed === commands.length) rmSync(folder, { recursive: true, force: true });
  else process.exitCode = 1;
}

/** Runs a script; its output and errors, in the order in which they came. */
function bash(text, cwd, env) {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", `exec 2>&1\n${text}`], { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (data) => (out += data));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out }));
  });
}

const [first, ...rest] = process.argv.slice(2);
if (first === "--install") install(rest);
else await tryGuide(first);
