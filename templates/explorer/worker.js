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

  /** It is drawn anew when so many times as many runs are done: drawing takes longer the more are. */
  const MORE = 1.25;

  /** @typedef {{ place: Place, turn: number, setting: Setting, started: boolean, done: number, drawn: number }} Job */

  /** @type {Exports | undefined} */
  let engine;
  /** @type {Map<Place, Job>} */
  const jobs = new Map();
  /** Of which turn is what the engine has. @type {Map<Place, number>} */
  const turns = new Map();
  /** @type {Look} */
  let look = { theme: "light", breadth: "wide" };
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

  /**
   * Begins a job that has not begun; false where its setting cannot run, and then the engine has what it had before.
   * @param {Job} job
   */
  function start(job) {
    if (job.started) return true;
    job.started = true;
    const { place, turn, setting } = job;
    const answer = ask({ ask: "start", place, setting });
    if ("answer" in answer) turns.set(place, turn);
    else if (jobs.get(place) === job) jobs.delete(place);
    tell({ kind: "started", place, turn, answer });
    return "answer" in answer;
  }

  /** Takes a job on; true where it is at its end. @param {Job} job */
  function portion(job) {
    if (!start(job)) return true;
    const { place, turn } = job;
    const runs = Math.max(1, Math.round((rate * (job.done === 0 ? FIRST : LATER)) / LANES)) * LANES;
    const began = performance.now();
    /** @type {Answer<Gone>} */
    const answer = ask({ ask: "go", place, runs });
    if ("problem" in answer) {
      tell({ kind: "known", place, turn, look, answer });
      return true;
    }
    const { done, of } = answer.answer;
    const made = done - job.done;
    // Of less than one group the time says little.
    if (made >= LANES) rate = (1000 * made) / Math.max(1, performance.now() - began);
    job.done = done;
    if (done >= of || done >= MORE * job.drawn) {
      job.drawn = done;
      tell({ kind: "known", place, turn, look, answer: ask({ ask: "draw", place, ...look }) });
    }
    return done >= of;
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
        look = order.look;
        jobs.set(order.place, { place: order.place, turn: order.turn, setting: order.setting, started: false, done: 0, drawn: 0 });
        break;
      case "stop":
        jobs.delete(order.place);
        turns.delete(order.place);
        break;
      case "look":
        look = order.look;
        for (const [place, turn] of turns) {
          const answer = ask({ ask: "draw", place, ...look });
          if ("answer" in answer) tell({ kind: "known", place, turn, look, answer });
        }
        break;
      case "ask": {
        // What is asked of a setting is asked of the newest, begun or not.
        const job = order.question.place && jobs.get(order.question.place);
        if (job) start(job);
        tell({ kind: "answered", turn: order.turn, answer: ask(order.question) });
      }
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
