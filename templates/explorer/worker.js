// @ts-check
/// <reference path="types.d.ts" />
/// <reference lib="webworker" />
"use strict";

// Runs the engine beside the page, a portion of runs at a time, so that an order to begin anew is heard between two.

(() => {
  /** Runs of the engine are made side by side in groups of so many. */
  const LANES = 16;
  /** Seconds that the first portion of a setting may take, and each later one. */
  const FIRST = 0.1, LATER = 0.25;

  /** @typedef {{ place: Place, turn: number, setting: Setting, started: boolean }} Job */

  /** @type {Exports | undefined} */
  let engine;
  /** @type {Map<Place, Job>} */
  const jobs = new Map();
  /** @type {Map<Place, number>} */
  const turns = new Map();
  /** @type {Theme} */
  let theme = "light";
  let rate = 1500; // Runs a second: a guess, until some have been made.
  let working = false;

  /** @param {News} news */
  const tell = (news) => self.postMessage(news);

  /**
   * The module of the engine, from base64 of gzip.
   * @param {string} packed
   */
  async function load(packed) {
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const code = await new Response(stream).arrayBuffer();
    const { instance } = await WebAssembly.instantiate(code, {});
    return /** @type {Exports} */ (/** @type {unknown} */ (instance.exports));
  }

  /**
   * @param {object} question
   * @returns {Answer<any>}
   */
  function ask(question) {
    if (!engine) return { problem: "the engine has not been started" };
    const bytes = new TextEncoder().encode(JSON.stringify(question));
    const at = engine.question(bytes.length);
    new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
    const answer = engine.answer();
    return JSON.parse(new TextDecoder().decode(new Uint8Array(engine.memory.buffer, answer, engine.answer_length())));
  }

  /** @param {Job} job */
  function portion(job) {
    const { place, turn, setting } = job;
    const first = !job.started;
    if (first) {
      job.started = true;
      const answer = ask({ ask: "start", place, setting });
      tell({ kind: "started", place, turn, answer });
      if ("problem" in answer) return true;
    }
    const runs = Math.max(1, Math.round((rate * (first ? FIRST : LATER)) / LANES)) * LANES;
    const began = performance.now();
    const answer = ask({ ask: "go", place, runs, theme });
    rate = (1000 * runs) / Math.max(1, performance.now() - began);
    tell({ kind: "known", place, turn, theme, answer });
    return "problem" in answer || answer.answer.done >= answer.answer.of;
  }

  async function work() {
    if (working || !engine) return;
    working = true;
    for (;;) {
      const job = jobs.get("now") ?? jobs.get("held");
      if (!job) break;
      if (portion(job) && jobs.get(job.place) === job) jobs.delete(job.place);
      await new Promise((resume) => setTimeout(resume, 0));
    }
    working = false;
  }

  /** @param {Order} order */
  async function obey(order) {
    switch (order.kind) {
      case "open":
        engine = await load(order.engine);
        tell({ kind: "opened", answer: ask({ ...order.source, ask: "open" }) });
        break;
      case "run":
        theme = order.theme;
        turns.set(order.place, order.turn);
        jobs.set(order.place, { place: order.place, turn: order.turn, setting: order.setting, started: false });
        break;
      case "stop":
        jobs.delete(order.place);
        turns.delete(order.place);
        break;
      case "theme":
        theme = order.theme;
        for (const [place, turn] of turns) {
          const answer = ask({ ask: "draw", place, theme });
          if ("answer" in answer) tell({ kind: "known", place, turn, theme, answer });
        }
        break;
      case "ask":
        tell({ kind: "answered", turn: order.turn, answer: ask(order.question) });
    }
    await work();
  }

  self.onmessage = (event) => {
    obey(event.data).catch((error) => {
      working = false;
      tell({ kind: "broken", problem: String(error) });
    });
  };
})();
