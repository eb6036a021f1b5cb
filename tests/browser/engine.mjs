// The engine's module outside a browser: a function that asks it, from the bytes of the module.
export async function engine(bytes) {
  const { instance } = await WebAssembly.instantiate(bytes, {});
  const { question, answer, answer_length, memory } = instance.exports;
  return (asked) => {
    const bytes = new TextEncoder().encode(JSON.stringify(asked));
    const written = question(bytes.length); // Before the buffer is asked for: making room may replace it.
    new Uint8Array(memory.buffer, written, bytes.length).set(bytes);
    const read = answer();
    return new TextDecoder().decode(new Uint8Array(memory.buffer, read, answer_length()));
  };
}
