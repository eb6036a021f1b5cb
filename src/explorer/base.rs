//! The scenario as shipped, which settings move.

use super::control;
use super::question::Source;
use super::runs::Runs;
use super::setting::Setting;
use crate::design::target::relaxable;
use crate::engine::BLOCK;
use crate::lanes::LANES;
use crate::scenario::source::BUILTIN_PREFIX;
use crate::scenario::{self, Builtin, Claim, Loaded, Resolver, Scenario, SourceFile, Unavailable};
use serde_json::{Value as Json, json};

/// Runs of a setting where the scenario is not large.
const RUNS: u64 = 2000;

/// Runs are made side by side in groups of so many, between which the page is heard.
const GROUP: u64 = LANES as u64;

/// About as many steps of a relation are made for a setting where nothing is said of its runs: half a minute in a browser.
const USUAL: u64 = 100_000_000;

/// A group of runs with more steps of relations than this takes minutes in a browser, in which the page is not heard.
const MOST: u64 = 10_000_000;

/// A scenario that is open.
pub(super) struct Base {
    source: Source,
    scenario: Scenario,
}

/// A text in place of a file, and the built-in scenarios.
struct Held<'a> {
    text: &'a str,
    limits: u32,
}

impl Resolver for Held<'_> {
    fn load(&self, from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
        match from {
            None => Ok(SourceFile::new(name, self.text)),
            Some(_) => Builtin.load(from, name),
        }
    }

    fn limits(&self) -> u32 {
        self.limits
    }
}

fn load(source: &Source, overlays: &[String]) -> Result<Loaded, String> {
    let loaded = match &source.text {
        Some(text) => scenario::load(&source.name, &Held { text, limits: source.limits }, overlays),
        None => scenario::load(&source.name, &Builtin, overlays),
    };
    loaded.map_err(|problems| problems.render(false))
}

impl Base {
    pub(super) fn open(source: Source) -> Result<Self, String> {
        let scenario = load(&source, &[])?.scenario;
        Ok(Self { source, scenario })
    }

    /// What the scenario is about, and its claims.
    pub(super) fn about(&self) -> Json {
        let s = &self.scenario;
        let parties = s.actors.iter().map(|actor| json!({ "id": actor.id, "name": actor.name }));
        json!({
            "name": s.name,
            "title": s.title,
            "question": s.question,
            "description": s.description,
            "focus": s.pair_name(s.focus),
            "period": [s.time.start, s.time.end],
            "actors": parties.collect::<Vec<_>>(),
            "claims": relaxable(s).map(|claim| self.claim(claim)).collect::<Vec<_>>(),
            "parameters": control::all(s).count(),
            "most_runs": BLOCK,
            "runs": (USUAL / self.work().max(1)).clamp(GROUP, RUNS) / GROUP * GROUP,
            "steps": s.time.steps(),
            "version": env!("CARGO_PKG_VERSION"),
        })
    }

    /// Steps of a relation in a run.
    fn work(&self) -> u64 {
        let actors = self.scenario.actors.len() as u64;
        actors * actors.saturating_sub(1) * self.scenario.time.steps() as u64
    }

    fn claim(&self, claim: &Claim) -> Json {
        let s = &self.scenario;
        let rests = claim.relaxed.iter().map(|relaxation| {
            let parameter = &s.slots[relaxation.slot.0 as usize];
            json!({
                "path": parameter.path,
                "phrase": s.phrase(relaxation.slot),
                "kept": control::said(s, &parameter.value),
                "relaxed": control::said(s, &relaxation.value),
                "source": control::source(s, parameter),
            })
        });
        json!({
            "id": claim.id,
            "text": claim.text,
            "direction": claim.direction.name(),
            "rests": rests.collect::<Vec<_>>(),
        })
    }

    /// The parameters in whose path or description all the words occur: how many, and the first of them.
    pub(super) fn find(&self, words: &str, most: usize) -> Json {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let matches = |text: String| words.iter().all(|word| text.contains(word));
        let mut found = control::all(&self.scenario).filter(|slot| matches(control::haystack(&self.scenario, *slot)));
        let shown: Vec<Json> = found.by_ref().take(most).map(|slot| control::control(&self.scenario, slot)).collect();
        json!({ "count": shown.len() + found.count(), "controls": shown })
    }

    /// The parameters with these paths; those that the scenario has not are left out.
    pub(super) fn controls(&self, paths: &[String]) -> Json {
        let wanted = |slot: &scenario::Slot| paths.contains(&self.scenario.slots[slot.0 as usize].path);
        let found = control::all(&self.scenario).filter(wanted);
        found.map(|slot| control::control(&self.scenario, slot)).collect()
    }

    /// The scenario under a setting, of which nothing has been run.
    pub(super) fn start(&self, setting: &Setting) -> Result<Runs, String> {
        if !(1..=BLOCK).contains(&setting.runs) {
            return Err(format!("{} runs: a page makes from 1 to {BLOCK}; the program makes more", setting.runs));
        }
        let work = self.work();
        if work > MOST {
            let (actors, steps) = (self.scenario.actors.len(), self.scenario.time.steps());
            return Err(format!(
                "{actors} actors over {steps} steps are too much for a page: {GROUP} runs, the fewest at a time, would take \
                 minutes in a browser. The program runs it: {}",
                quoted(&[&self.source.words[..], &setting.words(true)].concat())
            ));
        }
        let scenario = load(&self.source, &setting.overlays())?.scenario;
        Runs::new(scenario, setting.design(), setting.seed)
    }

    /// What to take along of a setting: the scenario as a file, and the command that gives the same digest natively.
    pub(super) fn take_along(&self, setting: &Setting, resolved: &str) -> Json {
        let (name, words) = (&self.scenario.name, &self.source.words);
        let file = format!("{name}-setting");
        let command = |first: &[String], set| quoted(&[first, &setting.words(set)].concat());
        let claims = if setting.claims.is_empty() {
            ""
        } else {
            "# The strengths of claims are no part of a scenario: the command has them.\n"
        };
        let limits = (self.source.limits > 1).then(|| format!("--limits={}", self.source.limits));
        let of_file: Vec<String> = std::iter::once(format!("{file}.toml")).chain(limits).collect();
        let head = format!(
            "# A setting of `{}`, made in the explorer of realpolitik {}. To run it:\n# {}\n{claims}",
            words.join(" ").replace(char::is_control, " "),
            env!("CARGO_PKG_VERSION"),
            command(&of_file, false),
        );
        let toml = match &words[..] {
            [builtin] if builtin.starts_with(BUILTIN_PREFIX) => {
                let values: Vec<String> = setting.overlays().iter().map(|o| o.replacen('=', " = ", 1) + "\n").collect();
                format!("{head}format = {}\nextends = \"{builtin}\"\n{}", scenario::FORMAT, values.concat())
            }
            _ => head + resolved,
        };
        json!({ "file": format!("{file}.toml"), "toml": toml, "command": command(words, true) })
    }
}

/// The command as a shell reads it.
fn quoted(words: &[String]) -> String {
    let all = ["realpolitik", "run"].into_iter().chain(words.iter().map(String::as_str));
    // A NUL, which no shell takes, is in no name and no path.
    shlex::try_join(all).unwrap_or_default()
}
