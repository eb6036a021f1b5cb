// What the page, its worker and the engine say to one another, for the checker of types.

type Place = "now" | "held";
type Theme = "light" | "dark";
/** How pictures are drawn. */
interface Look { theme: Theme; breadth: "wide" | "narrow" }

interface Source { name: string; text: string | null; words: string[]; limits: number; seed: number }
interface Setting { set: [string, number][]; claims: [string, number][]; seed: number; runs: number }

interface Rest { path: string; phrase: string; kept: string; relaxed: string; source: string }
interface Claim { id: string; text: string; direction: string; rests: Rest[] }
interface About {
  name: string; title: string; question: string; description: string; focus: string; period: [number, number];
  actors: { id: string; name: string }[]; claims: Claim[]; parameters: number; most_runs: number; runs: number; steps: number; version: string;
}
interface Control {
  path: string; phrase: string; doc: string; unit: string; allowed: string; least: number; most: number; low: number;
  high: number; step: number; choices: number[]; default: number; shipped: string; source: string;
}
interface Found { count: number; controls: Control[] }
interface Taken { file: string; toml: string; command: string }

interface Share { count: number; of: number; share: number; low: number; high: number }
interface Outcome { id: string; text: string; unit: string; count: number; share: Share | null; number: { mean: number } | null }
type Verdict = "supported" | "contradicted" | "open" | "by_construction";
interface Prediction { event: string; probability: Share; threshold: number; above: boolean; verdict: Verdict }
interface Judged { id: string; text: string; verdict: Verdict | null; predictions: Prediction[] }
interface Summary {
  focus: string; digest: string; outcomes: Outcome[]; claims: Judged[];
  formation: { pair: string; focus: boolean; by: [number, Share][] }[];
}
interface Picture { name: string; title: string; finding: string; svg: string }
interface Gone { done: number; of: number }
interface Known { done: number; of: number; summary: Summary; pictures: Picture[] }

interface Row { name: string; gloss: string; values: string[] }
interface Told { date: string; text: string; why: { text: string; rows: Row[] } | null }
interface Story { title: string; alliance: string; levels: string[]; events: Told[]; outcomes: { text: string; value: string }[] }

type Answer<T> = { answer: T } | { problem: string };

/** To the worker. */
type Order =
  | { kind: "open"; engine: string; source: Source }
  | { kind: "run"; place: Place; turn: number; setting: Setting; look: Look }
  | { kind: "stop"; place: Place }
  | { kind: "look"; look: Look }
  | { kind: "ask"; turn: number; question: { ask: string; place?: Place; [more: string]: unknown } };

/** From the worker. */
type News =
  | { kind: "opened"; answer: Answer<About> }
  | { kind: "started"; place: Place; turn: number; answer: Answer<Taken> }
  | { kind: "known"; place: Place; turn: number; look: Look; answer: Answer<Known> }
  | { kind: "answered"; turn: number; answer: Answer<any> }
  | { kind: "broken"; problem: string };

interface Exports {
  memory: WebAssembly.Memory;
  question(length: number): number;
  answer(): number;
  answer_length(): number;
}
