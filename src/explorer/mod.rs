//! The explorer: the engine behind a page in the browser, and the page itself.
//!
//! ```text
//! page (templates/explorer) ── question, JSON ──► Explorer::answer ── Setting ──► Scenario, Design
//!          ▲                                        │                            │ a few runs at a time
//!          └──── answer, JSON: verdicts, pictures, digest, what to take along ◄──┘ engine, analysis, plot
//! ```
//!
//! What computes knows no browser and no files: the crate in `explorer/` makes a WebAssembly module of it, and tests ask
//! it the same questions natively. `page` and `serve` put the page together and hand it out.

mod base;
mod control;
#[cfg(feature = "cli")]
pub mod page;
mod question;
mod runs;
#[cfg(feature = "cli")]
pub mod serve;
mod setting;
mod story;

use crate::scenario::clean_lines;
use base::Base;
use question::{Place, Question};
use runs::Runs;
use serde_json::{Value as Json, json};
pub use setting::Setting;

/// Matches of a search that are shown.
const MOST_FOUND: usize = 60;

/// What the page asks its questions of: a scenario, and up to two settings of it that are run.
#[derive(Default)]
pub struct Explorer {
    base: Option<Base>,
    now: Option<Runs>,
    held: Option<Runs>,
}

/// All texts without what orders a screen about: as JSON a control character would be letters of an escape.
fn cleaned(answer: Json) -> Json {
    match answer {
        Json::String(text) => clean_lines(&text).into(),
        Json::Array(all) => all.into_iter().map(cleaned).collect(),
        Json::Object(all) => all.into_iter().map(|(name, value)| (clean_lines(&name), cleaned(value))).collect(),
        other => other,
    }
}

impl Explorer {
    /// Answers a question, both as JSON: `{ "answer": .. }`, or `{ "problem": TEXT }` with the reason in plain words.
    ///
    /// ```
    /// use realpolitik::explorer::Explorer;
    ///
    /// let mut explorer = Explorer::default();
    /// explorer.answer(r#"{ "ask": "open", "name": "builtin:essay", "words": ["builtin:essay"] }"#);
    /// let setting = r#"{ "set": [["actors.RUS.horizon_years", 20]], "claims": [["C4", 0.5]], "seed": 1, "runs": 64 }"#;
    /// explorer.answer(&format!(r#"{{ "ask": "start", "place": "now", "setting": {setting} }}"#));
    /// explorer.answer(r#"{ "ask": "go", "place": "now", "runs": 64 }"#);
    /// let answer = explorer.answer(r#"{ "ask": "draw", "place": "now", "theme": "light" }"#);
    /// let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    /// println!("{}", answer["answer"]["pictures"][1]["finding"]);
    /// assert_eq!(answer["answer"]["done"], 64);
    /// assert_eq!(answer["answer"]["summary"]["digest"].as_str().map(str::len), Some(64));
    /// ```
    pub fn answer(&mut self, question: &str) -> String {
        let answer = serde_json::from_str(question).map_err(|error| format!("not a question: {error}"));
        let answer = match answer.and_then(|question| self.reply(question)) {
            Ok(answer) => json!({ "answer": answer }),
            Err(problem) => json!({ "problem": problem }),
        };
        cleaned(answer).to_string()
    }

    fn reply(&mut self, question: Question) -> Result<Json, String> {
        match question {
            Question::Open(source) => {
                (self.now, self.held) = (None, None);
                Ok(self.base.insert(Base::open(source)?).about())
            }
            Question::Find { words, most } => Ok(self.base()?.find(&words, most.min(MOST_FOUND))),
            Question::Controls { paths } => Ok(self.base()?.controls(&paths)),
            Question::Start { place, setting } => {
                let runs = self.base()?.start(&setting)?;
                let taken = self.base()?.take_along(&setting, &runs.scenario().resolved);
                *self.place(place) = Some(runs);
                Ok(taken)
            }
            Question::Go { place, runs } => Ok(self.running(place)?.go(runs)),
            Question::Draw { place, theme, breadth } => self.running(place)?.report((theme, breadth)),
            Question::Story { place, run } => self.running(place)?.story(run),
        }
    }

    fn base(&self) -> Result<&Base, String> {
        self.base.as_ref().ok_or_else(|| "no scenario is open".to_owned())
    }

    fn place(&mut self, place: Place) -> &mut Option<Runs> {
        match place {
            Place::Now => &mut self.now,
            Place::Held => &mut self.held,
        }
    }

    fn running(&mut self, place: Place) -> Result<&mut Runs, String> {
        self.place(place).as_mut().ok_or_else(|| "no setting has been started".to_owned())
    }
}
