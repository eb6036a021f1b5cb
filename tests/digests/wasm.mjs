// Prints the golden digests as the WebAssembly module computes them: node wasm.mjs MODULE.wasm
import { readFile } from "node:fs/promises";

const { instance } = await WebAssembly.instantiate(await readFile(process.argv[2]), {});
const { digests, digests_length, memory } = instance.exports;
const [at, length] = [digests(), digests_length()];
process.stdout.write(new TextDecoder().decode(new Uint8Array(memory.buffer, at, length)));
