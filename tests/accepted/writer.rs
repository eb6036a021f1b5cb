//! Writes scenarios from a list of numbers: each decides something, and where all are 0 the scenario is the plainest.

use realpolitik::model::theory::THEORIES;
use realpolitik::scenario::kinds::{About, Dates, EVENT_KINDS, OUTCOME_KINDS, OutcomeKind};
use realpolitik::scenario::registry::{Allowed, DefaultValue, Entry, REGISTRY, Scope, Unit};

const ACTORS: [&str; 5] = ["A", "B", "C", "D", "E"];
const PARTNERS: [&str; 2] = ["P", "Q"];
const SECTORS: [&str; 2] = ["oil", "arms"];
const KERNELS: [&str; 3] = ["two_speed", "power_law", "floor"];
/// First instants, steps a year, and how many steps.
const STARTS: [f64; 4] = [2000.0, 1914.5, -5000.0, 9990.0];
const STEPS: [(u32, u32); 6] = [(4, 40), (1, 8), (64, 64), (12, 30), (3, 1), (1, 300)];

/// The scenario that these numbers make.
pub fn scenario(choices: &[u16]) -> String {
    let mut pen = Pen { choices: choices.iter(), text: String::new(), names: Names::default(), time: (0.0, 0.0, 1) };
    pen.frame();
    pen.parties();
    pen.relations();
    pen.ledger();
    pen.events();
    pen.outcomes();
    pen.claims();
    pen.posterior();
    pen.text
}

#[derive(Default)]
struct Names {
    actors: Vec<&'static str>,
    partners: Vec<&'static str>,
    sectors: Vec<&'static str>,
}

struct Pen<'a> {
    choices: std::slice::Iter<'a, u16>,
    text: String,
    names: Names,
    /// Start, end, steps a year.
    time: (f64, f64, u32),
}

impl Pen<'_> {
    fn next(&mut self) -> u16 {
        self.choices.next().copied().unwrap_or(0)
    }

    /// One of `n`.
    fn pick(&mut self, n: usize) -> usize {
        usize::from(self.next()) % n
    }

    /// True once in `n`, and not where the number is 0.
    fn once_in(&mut self, n: usize) -> bool {
        self.pick(n) == n - 1
    }

    /// From 0 up to 1.
    fn unit(&mut self) -> f64 {
        f64::from(self.next()) / 65_536.0
    }

    /// Writes a line: a dotted key and its value. There are no headers.
    fn set(&mut self, path: &str, value: &str) {
        self.text.push_str(&format!("{path} = {value}\n"));
    }

    fn actor(&mut self) -> &'static str {
        let at = self.pick(self.names.actors.len());
        self.names.actors[at]
    }

    /// Two different actors.
    fn two(&mut self) -> (&'static str, &'static str) {
        let n = self.names.actors.len();
        let i = self.pick(n);
        let j = (i + 1 + self.pick(n - 1)) % n;
        (self.names.actors[i], self.names.actors[j])
    }

    /// A party that is not this one.
    fn party_beside(&mut self, not: &str) -> &'static str {
        let all: Vec<&str> =
            self.names.actors.iter().chain(&self.names.partners).copied().filter(|p| *p != not).collect();
        all[self.pick(all.len())]
    }

    /// A date of the period; its ends are likely.
    fn date(&mut self) -> f64 {
        let (start, end, _) = self.time;
        match self.pick(4) {
            0 => start,
            1 => end,
            _ => start + (end - start) * self.unit(),
        }
    }

    /// Two dates of the period, the first before the second.
    fn two_dates(&mut self) -> (f64, f64) {
        let (a, b) = (self.date(), self.date());
        if a == b { (self.time.0, self.time.1) } else { (a.min(b), a.max(b)) }
    }

    fn frame(&mut self) {
        self.text.push_str("format = 1\ntitle = \"T\"\nquestion = \"Q?\"\nfocus = \"A-B\"\nsource = \"guess\"\n");
        let (start, (per_year, steps)) = (STARTS[self.pick(4)], STEPS[self.pick(6)]);
        // No year is beyond 10 000.
        let steps = if start > 9000.0 { steps.min(per_year * 10) } else { steps };
        self.time = (start, start + f64::from(steps) / f64::from(per_year), per_year);
        self.set("time.start", &format!("{start:?}"));
        self.set("time.end", &format!("{:?}", self.time.1));
        self.set("time.steps_per_year", &per_year.to_string());
        let (one, other) = (self.pick(THEORIES.len()), self.pick(THEORIES.len()));
        let (one, other) = (THEORIES[one].name, THEORIES[other].name);
        let mixed = format!("{{ {one} = 0.5, {other} = 0.5 }}");
        self.set("model.theory", &if one == other { format!("\"{one}\"") } else { mixed });
        let kernel = KERNELS[self.pick(KERNELS.len())];
        self.set("model.memory_kernel", &format!("\"{kernel}\""));
        if self.once_in(3) {
            let third_parties = 1 + self.pick(4);
            self.set("model.threats_per_actor", &third_parties.to_string());
        }
        use Scope::{World, WorldOrActor, WorldOrPair, WorldOrRelation};
        self.parameters("", &[World, WorldOrActor, WorldOrPair, WorldOrRelation], 4);
    }

    /// Weights drawn together, in full as a resolved text has them.
    fn posterior(&mut self) {
        if !self.once_in(3) {
            return;
        }
        let weights = REGISTRY.iter().filter(|entry| entry.group == "weights" && self.once_in(3));
        let names: Vec<&str> = weights.map(|entry| entry.name).collect();
        if names.is_empty() {
            return;
        }
        let (n, common) = (names.len(), self.unit());
        let mean: Vec<f64> = names.iter().map(|_| 20.0 * self.unit() - 10.0).collect();
        let at = |i: usize, j: usize| if i == j { 1.0 + common } else { common };
        let covariance: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| at(i, j)).collect()).collect();
        let theory = THEORIES[self.pick(THEORIES.len())].name;
        let precision = 0.5 + 10.0 * self.unit();
        for (key, value) in [
            ("format", "1".to_owned()),
            ("name", "\"made-up\"".to_owned()),
            ("title", "\"T\"".to_owned()),
            ("theory", format!("{theory:?}")),
            ("precision", format!("{precision:?}")),
            ("weights", format!("{names:?}")),
            ("mean", format!("{mean:?}")),
            ("covariance", format!("{covariance:?}")),
            ("provenance", "{ note = \"none\" }".to_owned()),
        ] {
            self.set(&format!("model.weights.{key}"), &value);
        }
    }

    /// The parameters of these scopes at a place: what is required, and of the rest one in `n`.
    fn parameters(&mut self, place: &str, scopes: &[Scope], n: usize) {
        let dot = |text: &str| if text.is_empty() { String::new() } else { format!("{text}.") };
        for entry in REGISTRY.iter().filter(|entry| scopes.contains(&entry.scope)) {
            if entry.default == DefaultValue::Required || self.once_in(n) {
                let value = self.value(entry);
                self.set(&format!("{}{}{}", dot(place), dot(entry.group), entry.name), &value);
            }
        }
    }

    fn parties(&mut self) {
        self.names.actors = ACTORS[..2 + self.pick(4)].to_vec();
        self.names.partners = PARTNERS[..self.pick(3)].to_vec();
        self.names.sectors = SECTORS[..self.pick(3)].to_vec();
        for actor in self.names.actors.clone() {
            let place = format!("actors.{actor}");
            self.parameters(&place, &[Scope::Actor], 3);
            self.parameters(&place, &[Scope::WorldOrActor], 40);
        }
        for partner in self.names.partners.clone() {
            let place = format!("partners.{partner}");
            self.parameters(&place, &[Scope::Partner], 3);
            if self.once_in(2) {
                let leader = self.actor();
                self.set(&format!("{place}.follows"), &format!("\"{leader}\""));
            }
            if self.once_in(3) {
                self.set(&format!("{place}.aggregate"), "true");
            }
        }
        for sector in self.names.sectors.clone() {
            // A sector with nothing in it would not be there.
            self.set(&format!("sectors.{sector}.source"), "\"guess\"");
            self.parameters(&format!("sectors.{sector}"), &[Scope::Sector], 2);
        }
    }

    fn relations(&mut self) {
        let (actors, partners) = (self.names.actors.clone(), self.names.partners.clone());
        let all: Vec<&str> = actors.iter().chain(&partners).copied().collect();
        for from in &all {
            for to in all.iter().filter(|to| *to != from) {
                let place = format!("relations.{from}.{to}");
                let both = actors.contains(from) && actors.contains(to);
                if both {
                    self.parameters(&place, &[Scope::Relation, Scope::Trade], 3);
                    self.parameters(&place, &[Scope::WorldOrRelation], 40);
                } else if actors.contains(from) || actors.contains(to) {
                    self.parameters(&place, &[Scope::Trade], 2);
                }
                if both && !self.names.sectors.is_empty() && self.once_in(3) {
                    let share = self.unit();
                    self.set(&format!("{place}.sectors.{}", SECTORS[0]), &format!("{share:?}"));
                }
                if both && from < to && self.once_in(2) {
                    let pair = format!("pairs.{from}-{to}");
                    self.parameters(&pair, &[Scope::Pair], 2);
                    self.parameters(&pair, &[Scope::WorldOrPair], 20);
                }
            }
        }
    }

    fn ledger(&mut self) {
        for i in 0..self.pick(4) {
            let place = format!("ledger.l{i}");
            let (holder, against) = self.two();
            let start = self.time.0;
            let year = (start - [0.0, 0.001, 50.0, 14_000.0][self.pick(4)]).max(-5000.0);
            self.set(&format!("{place}.text"), "\"t\"");
            self.set(&format!("{place}.holder"), &format!("\"{holder}\""));
            self.set(&format!("{place}.against"), &format!("\"{against}\""));
            self.set(&format!("{place}.year"), &format!("{year:?}"));
            let settled = self.once_in(2);
            if settled {
                self.set(&format!("{place}.settled"), &format!("{:?}", [year, start][i % 2]));
            }
            for entry in REGISTRY.iter().filter(|entry| entry.scope == Scope::Ledger) {
                if entry.default == DefaultValue::Required || settled {
                    let value = self.value(entry);
                    self.set(&format!("{place}.{}", entry.name), &value);
                }
            }
        }
    }

    fn events(&mut self) {
        for i in 0..self.pick(6) {
            let (kind, place) = (&EVENT_KINDS[self.pick(EVENT_KINDS.len())], format!("events.e{i}"));
            self.set(&format!("{place}.kind"), &format!("\"{}\"", kind.name));
            self.set(&format!("{place}.text"), "\"t\"");
            let start = self.date();
            let (one, mut other) = self.two();
            if kind.name == "contract" {
                other = self.party_beside(one);
            }
            let mut target = None;
            for field in kind.fields {
                let value = match *field {
                    "start" | "date" => format!("{start:?}"),
                    "end" if self.once_in(2) => format!("{:?}", start + 0.01 + 20.0 * self.unit()),
                    "end" => continue,
                    "holder" | "from" => format!("\"{one}\""),
                    "against" | "to" => format!("\"{other}\""),
                    _ => {
                        let (path, entry) = self.changed();
                        target = Some(entry);
                        format!("\"{path}\"")
                    }
                };
                self.set(&format!("{place}.{field}"), &value);
            }
            for parameter in kind.parameters {
                let value = self.value(target.unwrap_or(parameter.entry()));
                self.set(&format!("{place}.{}", parameter.entry().name), &value);
            }
        }
    }

    /// A parameter that a change or a claim can set.
    fn changed(&mut self) -> (String, &'static Entry) {
        let scopes = [Scope::World, Scope::WorldOrActor, Scope::WorldOrPair, Scope::WorldOrRelation];
        let all: Vec<&Entry> = REGISTRY.iter().filter(|entry| scopes.contains(&entry.scope)).collect();
        let entry = all[self.pick(all.len())];
        let (i, j) = self.two();
        let place = match (entry.scope, self.once_in(2)) {
            (Scope::WorldOrActor, true) => format!("actors.{i}."),
            (Scope::WorldOrPair, true) => format!("pairs.{}-{}.", i.min(j), i.max(j)),
            (Scope::WorldOrRelation, true) => format!("relations.{i}.{j}."),
            _ => String::new(),
        };
        (format!("{place}{}.{}", entry.group, entry.name), entry)
    }

    fn outcomes(&mut self) {
        // Of two actors nothing is about three.
        let actors = self.names.actors.len();
        let kinds: Vec<&OutcomeKind> = OUTCOME_KINDS.iter().filter(|kind| kind.about.len() <= actors).collect();
        for i in 0..3 + self.pick(24) {
            let kind = kinds[(i + self.pick(kinds.len())) % kinds.len()];
            let place = format!("outcomes.o{i}");
            self.about(&place, kind);
            self.dates(&place, kind);
        }
        for i in 0..self.pick(5) {
            let series: Vec<&OutcomeKind> = kinds.iter().filter(|kind| kind.is_series()).copied().collect();
            let (kind, place) = (series[self.pick(series.len())], format!("series.s{i}"));
            self.about(&place, kind);
            let range = ["[0, 1]", "[-1, 1]", "[0, 4]", "[1e-300, 1e300]", "[-1.7e308, 1.7e308]"][self.pick(5)];
            let (bins, per_year) = (1 + self.pick(40), 1 + self.pick(self.time.2 as usize));
            self.set(&format!("{place}.range"), range);
            self.set(&format!("{place}.bins"), &bins.to_string());
            self.set(&format!("{place}.per_year"), &per_year.to_string());
        }
    }

    fn about(&mut self, place: &str, kind: &OutcomeKind) {
        self.set(&format!("{place}.kind"), &format!("\"{}\"", kind.name));
        let (one, other) = self.two();
        for (at, about) in kind.about.iter().enumerate() {
            let third = || self.names.actors.iter().find(|actor| **actor != one && **actor != other).copied();
            let value = match about {
                About::Pair => format!("{one}-{other}"),
                About::Party(_) => self.party_beside(one).to_owned(),
                About::Actor(_) => [Some(one), Some(other), third()][at].unwrap_or(other).to_owned(),
            };
            self.set(&format!("{place}.{}", about.name()), &format!("\"{value}\""));
        }
    }

    fn dates(&mut self, place: &str, kind: &OutcomeKind) {
        let (date, (from, to)) = (self.date(), self.two_dates());
        let form = match kind.dates {
            Dates::By => return self.set(&format!("{place}.by"), &format!("{date:?}")),
            Dates::First => return,
            Dates::Window => 6,
            Dates::Full => self.pick(7),
        };
        let (of, against) = self.two();
        let level = f64::from(self.next() % 50) / 10.0;
        let window = |pen: &mut Self| {
            pen.set(&format!("{place}.from"), &format!("{from:?}"));
            pen.set(&format!("{place}.to"), &format!("{to:?}"));
        };
        match form {
            0 => self.set(&format!("{place}.at"), &format!("{date:?}")),
            1 => {
                self.set(&format!("{place}.at"), &format!("{to:?}"));
                self.set(&format!("{place}.minus"), &format!("{from:?}"));
            }
            2 => window(self),
            3 => {
                window(self);
                self.set(&format!("{place}.relative_to_start"), "true");
            }
            4 => self.set(&format!("{place}.first_at_least"), &format!("{level:?}")),
            5 => {
                let crossing = format!("{{ of = \"{of}\", to = \"{against}\", ratio = {:?} }}", level + 0.1);
                self.set(&format!("{place}.after_crossing"), &crossing);
            }
            _ if kind.dates == Dates::Window => {
                window(self);
                self.set(&format!("{place}.at_least"), &format!("{level:?}"));
            }
            _ => {
                window(self);
                self.set(&format!("{place}.share_of_time"), &format!("{{ at_least = {level:?} }}"));
            }
        }
    }

    fn claims(&mut self) {
        let mut taken = Vec::new();
        for i in 0..self.pick(4) {
            let place = format!("claims.C{i}");
            self.set(&format!("{place}.text"), "\"t\"");
            let (path, entry) = self.changed();
            if !taken.contains(&path) {
                let value = self.number(entry);
                self.set(&format!("{place}.relaxed.\"{path}\""), &value);
                taken.push(path);
            }
        }
    }

    /// A number, or a distribution.
    fn value(&mut self, entry: &Entry) -> String {
        let way = self.pick(10);
        let (low, high) = entry.allowed.bounds();
        let discrete = matches!(entry.allowed, Allowed::OneOf(_)) || entry.unit == Unit::Level;
        if way < 6 {
            return self.number(entry);
        }
        if discrete {
            let (one, other) = (self.number(entry), self.number(entry));
            return format!("{{ distribution = \"choice\", values = [{one}, {other}] }}");
        }
        let (a, b) = (low + (high - low) * self.unit(), low + (high - low) * self.unit());
        let (a, b) = [(low, high), (a.min(b), a.max(b))][self.pick(2)];
        let (a, b) = if a < b { (a, b) } else { (low, high) };
        let shape = [0.01, 0.5, 2.0, 300.0];
        let spread = [1e-6, 0.3, 20.0][self.pick(3)];
        match way {
            6 => format!("{{ distribution = \"uniform\", low = {a:?}, high = {b:?} }}"),
            7 => {
                let (alpha, beta) = (shape[self.pick(4)], shape[self.pick(4)]);
                format!("{{ distribution = \"beta\", alpha = {alpha}, beta = {beta}, low = {a:?}, high = {b:?} }}")
            }
            8 if low >= 0.0 => {
                let median = if a > 0.0 { a } else { b };
                format!(
                    "{{ distribution = \"lognormal\", median = {median:?}, log_sd = {spread}, min = {low:?}, max = {high:?} }}"
                )
            }
            8 => format!("{{ distribution = \"normal\", mean = {a:?}, sd = {spread}, min = {low:?}, max = {high:?} }}"),
            _ => format!("{{ distribution = \"triangular\", low = {a:?}, mode = {a:?}, high = {b:?} }}"),
        }
    }

    /// One number: as usual, an end, or somewhere between, evenly or by its logarithm.
    fn number(&mut self, entry: &Entry) -> String {
        let (low, high) = entry.allowed.bounds();
        let (way, u) = (self.pick(6), self.unit());
        let x = match (way, entry.allowed) {
            (_, Allowed::OneOf(values)) => values[(u * values.len() as f64) as usize],
            (0 | 1, _) => usual(entry),
            (2, Allowed::Above(..)) => low + f64::MIN_POSITIVE,
            (2, _) => low,
            (3, _) => high,
            (4, _) => low + (high - low) * (u + f64::EPSILON),
            _ => low.max(0.0) + (high - low.max(0.0)) * libm::pow(10.0, -12.0 * u),
        };
        let x = if entry.unit == Unit::Level { x.round() } else { x };
        format!("{x:?}")
    }
}

/// What the registry says, or a number of the usual size.
fn usual(entry: &Entry) -> f64 {
    if let DefaultValue::Value(x) = entry.default {
        return x;
    }
    match entry.unit {
        Unit::BillionUsd => 1000.0,
        Unit::BillionUsdPerYear | Unit::Years => 10.0,
        Unit::PerYear => 0.02,
        Unit::Date => 1900.0,
        _ => 0.5,
    }
}
