// @ts-check
/// <reference path="types.d.ts" />
"use strict";

// The page: controls to the left, what follows to the right. Whatever a scenario says is put in as text, never as HTML; the
// pictures are images, in which no script runs.

(() => {
  /** Controls of a search that are shown. */
  const SHOWN = 12;
  /** Runs at the start, where the scenario is not large. */
  const RUNS = 2000;
  /** Milliseconds without a change after which the link follows. */
  const REST = 250;
  /** Pictures that are narrower than so many pixels are laid out anew, narrow, so that their letters can be read. */
  const NARROW = 440;

  const VERDICTS = { supported: "● supported", contradicted: "✕ contradicted", open: "○ open", by_construction: "□ by construction" };

  /**
   * @template {HTMLElement} T
   * @param {string} id
   * @returns {T}
   */
  const get = (id) => /** @type {T} */ (document.getElementById(id));

  /**
   * An element with properties, and in it texts and elements.
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} tag
   * @param {Partial<HTMLElementTagNameMap[K]>} properties
   * @param {(Node | string)[]} children
   * @returns {HTMLElementTagNameMap[K]}
   */
  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  /** @type {Source} */
  const source = JSON.parse(get("scenario").textContent ?? "");
  const worker = new Worker(URL.createObjectURL(new Blob([get("worker").textContent ?? ""], { type: "text/javascript" })));
  /** @param {Order} order */
  const order = (order) => worker.postMessage(order);

  /** @type {About} */
  let about;
  /** The setting that controls move, and the one that it is compared with: none is the scenario as shipped. @type {Setting} */
  let now = { set: [], claims: [], seed: source.seed, runs: RUNS };
  /** @type {Setting | null} */
  let held = null;
  /** What is known of either, and in which turn it was asked for. @type {Record<Place, Known | null>} */
  const known = { now: null, held: null };
  const turns = { now: 0, held: 0 };
  /** The turn of what is shown of the setting that controls move: while it moves, an earlier one than that asked for. */
  let shown = 0;
  /** The last turn whose setting cannot run. */
  let refused = 0;
  /** What is wrong with either setting. @type {Record<Place, string>} */
  const problems = { now: "", held: "" };
  /** @type {Map<string, Control>} */
  const controls = new Map();
  /** What waits for an answer of the engine. @type {Map<number, (answer: any) => void>} */
  const waiting = new Map();
  let asked = 0;
  let rest = 0;
  /** Runs at the start. */
  let usual = RUNS;

  /** @returns {Setting} */
  function shipped() {
    return { set: [], claims: [], seed: source.seed, runs: usual };
  }

  /**
   * Asks the engine something.
   * @param {{ ask: string, place?: Place, [more: string]: unknown }} question
   * @returns {Promise<any>}
   */
  const ask = (question) => new Promise((resolve) => {
    asked += 1;
    waiting.set(asked, resolve);
    order({ kind: "ask", turn: asked, question });
  });

  /** @param {string} problem @param {Place} place */
  function complain(problem, place = "now") {
    problems[place] = problem;
    const ofHeld = problems.held && problems.held !== problems.now ? `${held ? "The held setting" : "The scenario as shipped"}: ${problems.held}` : "";
    const text = [problems.now, ofHeld].filter((one) => one !== "").join("\n");
    get("problem").hidden = text === "";
    if (get("problem").textContent !== text) get("problem").textContent = text;
  }

  // ---------------------------------------------------------------------------------------------- The setting in the link

  /** @param {Setting} setting @param {string} before @param {URLSearchParams} into */
  function write(setting, before, into) {
    for (const [path, value] of setting.set) into.append(`${before}set`, `${path}=${value}`);
    for (const [id, strength] of setting.claims) into.append(`${before}claim`, `${id}=${strength}`);
  }

  /**
   * The setting of a link; what of it cannot be read is added to `wrong`.
   * @param {string} before @param {URLSearchParams} from @param {string[]} wrong @returns {Setting}
   */
  function read(before, from, wrong) {
    /** @param {string} key @returns {[string, number][]} */
    const pairs = (key) => from.getAll(`${before}${key}`).flatMap((text) => {
      const at = text.lastIndexOf("=");
      const value = at > 0 ? Number(text.slice(at + 1)) : NaN;
      if (Number.isFinite(value) && text.slice(at + 1).trim() !== "") return [[text.slice(0, at), value]];
      wrong.push(`${before}${key}=${text}`);
      return [];
    });
    /** @param {string} key @param {number} least @param {number} otherwise */
    const count = (key, least, otherwise) => {
      const text = from.get(key);
      if (text !== null && whole(text, least, NaN) !== Number(text) && before === "") wrong.push(`${key}=${text}`);
      return whole(text, least, otherwise);
    };
    return { set: pairs("set"), claims: pairs("claim"), seed: count("seed", 0, source.seed), runs: count("runs", 1, usual) };
  }

  /** @param {string | null} text @param {number} least @param {number} otherwise */
  function whole(text, least, otherwise) {
    const number = Number(text);
    return text && Number.isSafeInteger(number) && number >= least ? number : otherwise;
  }

  function fragment() {
    const into = new URLSearchParams();
    write(now, "", into);
    if (held) {
      into.append("held", "1");
      write(held, "held.", into);
    }
    if (now.seed !== source.seed) into.append("seed", String(now.seed));
    if (now.runs !== usual) into.append("runs", String(now.runs));
    return into.toString();
  }

  /** Shows the setting in the address, and in the field to copy it from. */
  function link() {
    const address = location.href.split("#")[0] + (fragment() ? `#${fragment()}` : "");
    /** @type {HTMLInputElement} */ (get("link")).value = address;
    try {
      history.replaceState(null, "", address);
    } catch {
      // Some browsers refuse where the page lies on a disk; the field has the link all the same.
    }
  }

  /** Takes the setting from the address. */
  async function follow() {
    const from = new URLSearchParams(location.hash.slice(1));
    /** @type {string[]} */
    const unknown = [];
    now = read("", from, unknown);
    held = from.has("held") ? read("held.", from, unknown) : null;
    const paths = [...now.set, ...(held?.set ?? [])].map(([path]) => path);
    await learn(paths);
    for (const setting of held ? [now, held] : [now]) {
      unknown.push(...setting.set.map(([path]) => path).filter((path) => !controls.has(path)));
      unknown.push(...setting.claims.map(([id]) => id).filter((id) => !claim(id)));
      setting.set = setting.set.filter(([path]) => controls.has(path));
      setting.claims = setting.claims.filter(([id]) => claim(id));
    }
    lay();
    compare();
    run();
    if (unknown.length > 0) complain(`The link names what this scenario has not or what cannot be read, and that is left out: ${unknown.join(", ")}`);
  }

  // ------------------------------------------------------------------------------------------------------------- Controls

  /** @param {string} id */
  const claim = (id) => about.claims.find((claim) => claim.id === id);

  /** Has the engine describe parameters. @param {string[]} paths */
  async function learn(paths) {
    if (paths.length === 0) return;
    const answer = await ask({ ask: "controls", paths });
    for (const control of answer.answer ?? []) controls.set(control.path, control);
  }

  /**
   * Moves something, to its value as shipped where that is what is asked for.
   * @param {"set" | "claims"} what @param {string} name @param {number | null} value
   */
  function move(what, name, value) {
    const others = now[what].filter(([other]) => other !== name);
    const before = now[what].findIndex(([other]) => other === name);
    if (value !== null) others.splice(before < 0 ? others.length : before, 0, [name, value]);
    now = { ...now, [what]: others };
    tellChanges();
    run();
  }

  /** @param {"set" | "claims"} what @param {string} name @returns {number | undefined} */
  const value = (what, name) => now[what].find(([other]) => other === name)?.[1];

  /**
   * A slider with its name, what it means behind a fold, and a way back.
   * @param {{ id: string, label: string, what: "set" | "claims", name: string, low: number, high: number, step: number,
   *   shipped: number, exact?: Control, meaning: HTMLElement, fold: string, say: (value: number) => string }} of
   */
  function slider(of) {
    const current = value(of.what, of.name);
    // A slider goes in steps from its least value: one from which steps lead to what is shipped, so that it can come back.
    const low = Number((of.shipped - Math.floor((of.shipped - of.low) / of.step + 1e-9) * of.step).toPrecision(12));
    const range = make("input", { type: "range", id: of.id, min: String(low), max: String(of.high), step: String(of.step) });
    range.value = String(current ?? of.shipped);
    const label = make("label", { htmlFor: of.id }, of.label);
    const output = make("output", {});
    output.setAttribute("for", of.id);
    const back = make("button", { type: "button", textContent: "↺", hidden: current === undefined });
    back.setAttribute("aria-label", `Back to the value as shipped: ${of.label}`);
    const row = make("div", { className: "row" });
    const box = make("div", { className: "control" }, label, row, make("details", {}, make("summary", {}, of.fold), of.meaning));
    /** @type {HTMLInputElement | HTMLSelectElement | null} */
    let exact = null;
    if (of.exact && of.exact.choices.length > 0) {
      exact = make("select", { id: `${of.id}-exact` }, ...of.exact.choices.map((x) => make("option", { value: String(x) }, String(x))));
      row.append(exact, back);
      label.htmlFor = exact.id;
    } else if (of.exact) {
      exact = make("input", { type: "number", step: "any", min: String(of.exact.least), max: String(of.exact.most) });
      exact.setAttribute("aria-label", `${of.label}, as a number`);
      row.append(range, exact, back);
    } else {
      row.append(range, output, back);
    }
    /** @param {number | undefined} x */
    const show = (x) => {
      const shown = x ?? of.shipped;
      range.setAttribute("aria-valuetext", of.say(shown));
      output.textContent = of.say(shown);
      if (exact && exact !== document.activeElement) exact.value = String(shown);
      back.hidden = x === undefined;
      box.classList.toggle("changed", x !== undefined);
    };
    range.addEventListener("input", () => {
      const x = Number(range.value);
      const same = Math.abs(x - of.shipped) < of.step / 2 && of.what === "claims";
      move(of.what, of.name, same ? null : x);
      show(same ? undefined : x);
    });
    exact?.addEventListener("change", () => {
      const x = Number(exact.value);
      if (exact.value.trim() === "" || !Number.isFinite(x)) return;
      range.value = String(x);
      move(of.what, of.name, x);
      show(x);
    });
    back.addEventListener("click", () => {
      range.value = String(of.shipped);
      move(of.what, of.name, null);
      show(undefined);
      (exact instanceof HTMLSelectElement ? exact : range).focus();
    });
    show(current);
    return box;
  }

  /** @param {Claim} claim */
  function claimControl(claim) {
    const rests = claim.rests.map((rest) => make("li", {}, make("code", {}, rest.path), ` (${rest.phrase}): ${rest.kept}; relaxed: ${rest.relaxed}. Source: ${rest.source}`));
    return slider({
      id: `claim-${claim.id}`, label: `${claim.id}: ${claim.text}`, what: "claims", name: claim.id, low: 0, high: 1, step: 0.05,
      shipped: 1, meaning: make("ul", {}, ...rests), fold: "What it rests on", say: (x) => `${figure(x)}${x === 1 ? " (kept)" : x === 0 ? " (relaxed)" : ""}`,
    });
  }

  /** @param {Control} control @param {string} where */
  function parameterControl(control, where) {
    controls.set(control.path, control);
    const parts = [["What it means", control.doc], ["Unit", control.unit], ["Allowed", control.allowed], ["As shipped", control.shipped], ["Source", control.source]];
    const meaning = make("dl", {}, ...parts.flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text)]));
    return slider({
      id: `${where}-${control.path}`, label: `${control.phrase} (${control.path})`, what: "set", name: control.path, low: control.low,
      high: control.high, step: control.step, shipped: control.default, exact: control, meaning, fold: "Meaning, source, default",
      say: (x) => `${x} ${control.unit === "1" ? "" : control.unit}`.trim(),
    });
  }

  /** Lays all controls out anew. */
  function lay() {
    get("claims").replaceChildren(...about.claims.map(claimControl));
    if (about.claims.length === 0) get("claims").append(make("p", { className: "muted" }, "No claim of this scenario can be relaxed."));
    /** @type {HTMLInputElement} */ (get("runs")).value = String(now.runs);
    /** @type {HTMLInputElement} */ (get("seed")).value = String(now.seed);
    tellChanges();
    search();
  }

  /** Shows the parameters that are moved, and of the others those that the search finds. */
  async function search() {
    const words = /** @type {HTMLInputElement} */ (get("search")).value;
    const answer = await ask({ ask: "find", words, most: SHOWN });
    if (words !== /** @type {HTMLInputElement} */ (get("search")).value || !("answer" in answer)) return;
    /** @type {Found} */
    const found = answer.answer;
    const more = found.count > found.controls.length ? `; the first ${found.controls.length} are shown` : "";
    get("found").textContent = `${found.count} of ${about.parameters} parameters${more}`;
    const isMoved = (/** @type {string} */ path) => now.set.some(([moved]) => moved === path);
    const moved = now.set.flatMap(([path]) => controls.get(path) ?? []);
    get("changed-controls").replaceChildren(...moved.map((control) => parameterControl(control, "moved")));
    const others = found.controls.filter((control) => !isMoved(control.path));
    get("parameters").replaceChildren(...others.map((control) => parameterControl(control, "found")));
  }

  /** Says what differs from the scenario as shipped. */
  function tellChanges() {
    const claims = now.claims.map(([id, x]) => `claim ${id}: strength ${figure(x)} in place of 1`);
    const set = now.set.map(([path, x]) => `${path}: ${x} in place of ${controls.get(path)?.shipped ?? "what is shipped"}`);
    const all = [...claims, ...set];
    get("changed").textContent = all.length === 0 ? "nothing" : String(all.length);
    get("changed-list").replaceChildren(...all.map((text) => make("li", {}, text)));
    /** @type {HTMLButtonElement} */ (get("reset")).disabled = all.length === 0;
  }

  // ------------------------------------------------------------------------------------------------------- What is run

  /** @returns {Theme} */
  function theme() {
    const chosen = /** @type {HTMLSelectElement} */ (get("theme")).value;
    return chosen === "dark" || (chosen === "" && matchMedia("(prefers-color-scheme: dark)").matches) ? "dark" : "light";
  }

  /** How pictures are to be drawn. @returns {Look} */
  function look() {
    const beside = matchMedia("(min-width: 40rem)").matches ? 2 : 1;
    return { theme: theme(), breadth: get("pictures").clientWidth / beside < NARROW ? "narrow" : "wide" };
  }

  /** Runs the setting that controls show, and the other where it has not been run on this seed. */
  function run() {
    complain("");
    turns.now += 1;
    known.now = null;
    if (JSON.stringify(now) !== run.now) {
      run.now = JSON.stringify(now);
      get("told").textContent = "";
      get("story").replaceChildren();
    }
    get("result").dataset["state"] = "running";
    get("digest").textContent = "when all runs are done";
    order({ kind: "run", place: "now", turn: turns.now, setting: now, look: look() });
    const against = { ...(held ?? shipped()), seed: now.seed, runs: now.runs };
    const text = JSON.stringify(against);
    if (text !== run.against) {
      run.against = text;
      known.held = null;
      complain("", "held");
      get("result").dataset["held"] = "running";
      turns.held += 1;
      order({ kind: "run", place: "held", turn: turns.held, setting: against, look: look() });
    }
    clearTimeout(rest);
    rest = setTimeout(link, REST);
  }
  run.now = "";
  run.against = "";

  /** Says what it is compared with. */
  function compare() {
    const name = held ? "Held setting" : "As shipped";
    for (const cell of document.querySelectorAll(".of-held")) cell.textContent = name;
    get("held-title").textContent = name;
    get("side-by-side-label").textContent = held ? "Show the held setting beside it" : "Show the scenario as shipped beside it";
    get("unhold").hidden = !held;
  }

  /** @param {Place} place @param {Known} news @param {Look} look */
  function show(place, news, look) {
    known[place] = news;
    for (const name of ["levels", "alliance"]) {
      const image = /** @type {HTMLImageElement} */ (get(`${place}-${name}`));
      const picture = news.pictures.find((picture) => picture.name === name);
      image.hidden = !picture;
      if (!picture) continue;
      const before = image.src;
      image.src = URL.createObjectURL(new Blob([picture.svg], { type: "image/svg+xml" }));
      Object.assign(image.dataset, look);
      image.alt = `${picture.title}. ${picture.finding}`;
      if (before) URL.revokeObjectURL(before);
    }
    tabulate();
    if (place === "now") tell(news);
    else if (news.done === news.of) get("result").dataset["held"] = "done";
  }

  /** The probability of an alliance of the focus pair by the end. @param {Known | null} of */
  function end(of) {
    const formation = of?.summary.formation[0];
    const last = formation?.by[formation.by.length - 1];
    return formation && last ? { pair: formation.pair.replace("-", "–"), year: last[0], share: last[1] } : null;
  }

  /** @param {Known} news */
  function tell(news) {
    const found = end(news);
    const text = found
      ? `${found.pair}: an alliance by ${found.year} in ${interval(found.share)} of the runs`
      : (news.pictures[0]?.finding ?? "This scenario has no pair whose alliance could be followed.");
    get("finding").textContent = `${text}${against(found)}.`.replace(/\.\.$/, ".");
    const latest = shown === turns.now;
    const whole = latest && news.done === news.of;
    if (refused === turns.now) return;
    const so = `${count(news.done)} of ${count(news.of)} runs so far`;
    get("status").textContent = whole ? `All ${count(news.of)} runs are done.` : latest ? `${so}.` : `${so}, of the setting just before.`;
    get("digest").textContent = whole ? news.summary.digest : "when all runs are done";
    get("result").dataset["state"] = whole ? "done" : "running";
    if (whole) get("live").textContent = get("finding").textContent;
  }

  /** How a probability differs from that of the other setting. @param {ReturnType<typeof end>} found */
  function against(found) {
    const other = end(known.held);
    if (!found || !other || known.held?.done !== known.held?.of || run.against === JSON.stringify(now)) return "";
    const points = 100 * (found.share.share - other.share.share);
    const name = held ? "in the held setting" : "as shipped";
    return `; ${percent(other.share.share)} ${name}, a difference of ${signed(points, 1)} percentage points`;
  }

  function tabulate() {
    const [mine, other] = [known.now?.summary, known.held?.summary];
    if (!mine) return;
    const verdicts = mine.claims.flatMap((claim, at) => claim.predictions.map((prediction, nth) => {
      const first = make("th", { scope: "row" }, nth === 0 ? `${claim.id}: ${claim.text}` : claim.id);
      const side = `${prediction.above ? "above" : "below"} ${percent(prediction.threshold)}`;
      const found = prediction.probability.of > 0 ? interval(prediction.probability) : "no run can say";
      const theirs = other?.claims[at]?.predictions[nth];
      const cells = [prediction.event, side, found, VERDICTS[prediction.verdict], theirs ? VERDICTS[theirs.verdict] : ""];
      return make("tr", {}, first, ...cells.map((text, i) => make("td", { className: i === 0 ? "" : "figure" }, text)));
    }));
    if (verdicts.length === 0) verdicts.push(make("tr", {}, make("td", { colSpan: 6 }, "No claim of this scenario predicts anything.")));
    get("verdicts").replaceChildren(...verdicts);
    const rows = mine.outcomes.map((outcome) => {
      const theirs = other?.outcomes.find((one) => one.id === outcome.id);
      const cells = [outcome.share ? "share" : outcome.unit, said(outcome), theirs ? said(theirs) : "", theirs ? difference(outcome, theirs) : ""];
      return make("tr", {}, make("th", { scope: "row" }, outcome.text), ...cells.map((text) => make("td", { className: "figure" }, text)));
    });
    get("outcomes").replaceChildren(...rows);
  }

  // ---------------------------------------------------------------------------------------------------- The chronicle

  /** @param {number} run */
  async function tellRun(run) {
    /** @type {HTMLInputElement} */ (get("run")).value = String(run);
    const setting = JSON.stringify(now);
    let answer = await ask({ ask: "story", place: "now", run });
    if (setting !== JSON.stringify(now)) return;
    if (refused === turns.now) answer = { problem: "This setting cannot be run, and so no run of it can be told." };
    if ("problem" in answer) {
      get("told").textContent = answer.problem;
      get("story").replaceChildren();
      return;
    }
    /** @type {Story} */
    const story = answer.answer;
    get("told").textContent = story.title;
    const events = story.events.map((event) => make("li", {}, make("time", {}, String(Number(event.date))), event.text, ...(event.why ? [why(event.why, story.levels)] : [])));
    const outcomes = story.outcomes.map((outcome) => make("li", {}, `${outcome.text}: ${outcome.value}`));
    get("story").replaceChildren(
      make("p", { className: "muted" }, story.alliance),
      make("ol", {}, ...events),
      make("details", {}, make("summary", {}, "The outcomes of this run"), make("ul", {}, ...outcomes)),
    );
  }

  /** The terms that decided a choice. @param {{ text: string, rows: Row[] }} why @param {string[]} levels */
  function why(why, levels) {
    const head = make("tr", {}, make("th", { scope: "col" }, "Term"), ...levels.map((level) => make("th", { scope: "col" }, level)));
    const rows = why.rows.map((row) => make("tr", {}, make("th", { scope: "row" }, `${row.name}: ${row.gloss}`), ...row.values.map((x) => make("td", { className: "figure" }, x))));
    const table = make("div", { className: "wide", tabIndex: 0 }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)));
    table.setAttribute("role", "region");
    table.setAttribute("aria-label", "What each level was worth, term by term");
    return make("details", {}, make("summary", {}, "Why"), make("p", {}, why.text), table);
  }

  // ---------------------------------------------------------------------------------------------------- Figures as text

  /** @param {number} x */
  const count = (x) => x.toLocaleString("en", { useGrouping: true }).replaceAll(",", "\u00a0");
  /** @param {number} share */
  const percent = (share) => `${share > 0 && share < 0.001 ? "<0.1" : share < 1 && share > 0.999 ? ">99.9" : String(thousandths(share) / 10)}%`;
  // As the program rounds: the number that a share is, not a thousand times it, which is rounded itself. In the middle between
  // two only odd sixteenths lie exactly; of these the even one is taken.
  /** @param {number} share */
  const thousandths = (share) => ((16 * share) % 2 === 1 ? 2 * Math.round(500 * share) : Math.round(1000 * Number(share.toFixed(3))));
  /** @param {Share} share */
  const interval = (share) => `${percent(share.share)} (${percent(share.low)} to ${percent(share.high)})`;
  /** @param {number} x */
  const figure = (x) => String(Math.abs(x) >= 1000 ? Math.round(10 * x) / 10 : Number(x.toPrecision(3)));
  /** @param {number} x @param {number} decimals */
  const signed = (x, decimals) => (x.toFixed(decimals).replace(/^-?0(\.0*)?$/, "0").replace("-", "−")).replace(/^(?=[1-9]|0\.)/, "+");
  /** @param {Outcome} outcome */
  const said = (outcome) => (outcome.share ? percent(outcome.share.share) : outcome.number ? figure(outcome.number.mean) : "in no run");
  /** @param {Outcome} mine @param {Outcome} other */
  function difference(mine, other) {
    if (mine.share && other.share) return `${signed(100 * (mine.share.share - other.share.share), 1)} points`;
    if (mine.number && other.number) return signed(Number((mine.number.mean - other.number.mean).toPrecision(3)), 3);
    return "";
  }

  // ------------------------------------------------------------------------------------------------------------ Hearing

  worker.onmessage = (event) => {
    /** @type {News} */
    const news = event.data;
    switch (news.kind) {
      case "opened":
        if ("problem" in news.answer) return complain(news.answer.problem);
        about = news.answer.answer;
        begin();
        break;
      case "started":
        if (news.turn !== turns[news.place]) break;
        if ("problem" in news.answer) complain(news.answer.problem, news.place);
        if (news.place === "held") {
          if ("answer" in news.answer) break;
          for (const name of ["levels", "alliance"]) get(`held-${name}`).hidden = true;
          get("result").dataset["held"] = "refused";
        } else if ("answer" in news.answer) take(news.answer.answer);
        else {
          refused = news.turn;
          if (shown === 0) get("finding").textContent = "Nothing can be shown: this setting cannot be run here.";
          get("result").dataset["state"] = "refused";
          get("status").textContent = "This setting cannot be run; what is shown is of the one before.";
          get("digest").textContent = "none: this setting cannot be run";
        }
        break;
      case "known":
        // Of the setting that moves, an earlier one is better than none; what it is compared with stands still.
        if (news.turn < (news.place === "now" ? shown : turns.held)) break;
        if ("problem" in news.answer) {
          if (news.turn === turns[news.place]) complain(news.answer.problem, news.place);
          break;
        }
        if (news.place === "now") shown = news.turn;
        show(news.place, news.answer.answer, news.look);
        if (news.place === "held" && known.now) tell(known.now);
        break;
      case "answered":
        waiting.get(news.turn)?.(news.answer);
        waiting.delete(news.turn);
        break;
      case "broken":
        complain(`The engine stopped: ${news.problem}. Load the page again; where that does not help, run the scenario by the program.`);
    }
  };
  worker.onerror = () => complain("This browser cannot run the engine: it needs WebAssembly with vectors and workers, which Chrome and Edge 91, Firefox 113 and Safari 16.4 have.");

  /** @param {Taken} taken */
  function take(taken) {
    get("command").textContent = taken.command;
    /** @type {HTMLTextAreaElement} */ (get("toml")).value = taken.toml;
    const download = /** @type {HTMLAnchorElement} */ (get("download"));
    if (download.href.startsWith("blob:")) URL.revokeObjectURL(download.href);
    download.href = URL.createObjectURL(new Blob([taken.toml], { type: "application/toml" }));
    download.download = taken.file;
  }

  function begin() {
    get("title").textContent = document.title = about.title;
    get("question").textContent = about.question;
    get("about").textContent = about.description;
    usual = about.runs;
    get("large").hidden = usual === RUNS;
    get("large").textContent = `This scenario is large for a page: ${about.actors.length} actors over ${count(about.steps)} steps. It begins with ${count(usual)} runs, and 16 at a time may take several seconds, in which the page waits to be heard. The program is faster: the command is below.`;
    get("finding").textContent = "The first runs are being made.";
    get("now-title").textContent = "This setting";
    /** @type {HTMLInputElement} */ (get("runs")).max = String(about.most_runs);
    follow();
  }

  /** @param {string} id @param {() => string} text */
  function copies(id, text) {
    get(id).addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text());
        get("copied").textContent = "Copied.";
      } catch {
        get("copied").textContent = "This browser does not let the page copy; select the text and copy it.";
      }
    });
  }

  function paint() {
    document.documentElement.dataset["theme"] = theme();
    drawn = JSON.stringify(look());
    order({ kind: "look", look: look() });
  }
  let drawn = "";

  copies("copy-command", () => get("command").textContent ?? "");
  copies("copy-toml", () => /** @type {HTMLTextAreaElement} */ (get("toml")).value);
  copies("copy-link", () => /** @type {HTMLInputElement} */ (get("link")).value);
  get("theme").addEventListener("change", paint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  get("search").addEventListener("input", search);
  get("side-by-side").addEventListener("change", () => {
    const two = /** @type {HTMLInputElement} */ (get("side-by-side")).checked;
    get("beside").hidden = get("now-title").hidden = !two;
  });
  get("reset").addEventListener("click", () => {
    now = { ...shipped(), seed: now.seed, runs: now.runs };
    lay();
    run();
  });
  get("hold").addEventListener("click", () => {
    held = { ...now };
    compare();
    run();
    get("copied").textContent = "";
  });
  get("unhold").addEventListener("click", () => {
    held = null;
    compare();
    run();
    get("hold").focus();
  });
  for (const id of ["runs", "seed"]) {
    get(id).addEventListener("change", () => {
      const field = /** @type {HTMLInputElement} */ (get(id));
      const [least, otherwise] = id === "runs" ? [1, usual] : [0, source.seed];
      now = { ...now, [id]: Math.min(whole(field.value, least, otherwise), id === "runs" ? about.most_runs : Infinity) };
      field.value = String(id === "runs" ? now.runs : now.seed);
      run();
    });
  }
  /** Tells the run whose number is in the field, or one that many further. @param {number} further */
  function tellChosen(further) {
    const text = /** @type {HTMLInputElement} */ (get("run")).value.trim();
    const run = whole(text, 0, NaN);
    if (Number.isNaN(run)) {
      get("told").textContent = `There is no run ${text === "" ? "without a number" : text}: runs are counted from 0.`;
      get("story").replaceChildren();
    } else tellRun(run + further);
  }
  get("tell").addEventListener("click", () => tellChosen(0));
  get("next").addEventListener("click", () => tellChosen(1));
  addEventListener("hashchange", follow);
  new ResizeObserver(() => JSON.stringify(look()) !== drawn && paint()).observe(get("pictures"));
  document.documentElement.dataset["theme"] = theme();
  order({ kind: "open", engine: get("engine").textContent ?? "", source });
})();
