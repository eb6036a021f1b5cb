//! `realpolitik estimate`.

use super::number::whole;
use super::{Stop, end, say};
use crate::estimate::parameters::Effects;
use crate::estimate::posterior_file::{self, Provenance};
use crate::estimate::sampler::Effort;
use crate::estimate::study::{Question, WARS, estimate};
use crate::estimate::worlds::{Mapping, Plan, Without, Worlds};
use crate::output::{digest, files};
use std::path::PathBuf;

/// States whose share of the world's capabilities (COW CINC) was 1% or more in at least ten years of 1900 to 2014.
const STATES: &str =
    "USA,GBR,FRA,DEU,AUH,ITA,RUS,CHN,JPN,BRA,ESP,CAN,POL,IND,IDN,TUR,PAK,MEX,KOR,CSK,BEL,IRN,PRK,SAU,UKR,EGY,TWN,VNM";

/// Fits the utility weights to treaties of history, scores the fit on eras and powers left out, and writes the posterior.
#[derive(clap::Args)]
pub(super) struct Estimate {
    /// Data files, and folders of which every file is tried; docs/import.md has the datasets.
    #[arg(long, value_name = "PATH", num_args = 1.., required = true)]
    from: Vec<PathBuf>,
    /// The states, as for `import`; by default the major and leading regional powers.
    #[arg(long, value_delimiter = ',', default_value = STATES, hide_default_value = true, value_name = "STATES")]
    states: Vec<String>,
    /// First year of treaties; covariates are of the year before.
    #[arg(long, default_value_t = 1901, value_parser = whole::<i64>(1817, 2100, 1901))]
    first: i64,
    /// Last year of treaties.
    #[arg(long, default_value_t = 2014, value_parser = whole::<i64>(1817, 2100, 2014))]
    last: i64,
    /// Third parties that count, the most threatening.
    #[arg(long, default_value_t = 3, value_parser = whole::<usize>(1, 40, 3))]
    thirds: usize,
    /// Leave all pairs of some states out of the fit in some years, as before a hindcast of their case:
    /// "DEU,ITA,JPN:1928-1945".
    #[arg(long, value_parser = without, value_name = "STATES:YEARS")]
    without: Option<Without>,
    /// Name of the posterior; by default that of its years, such as estimated-1900-2014.
    #[arg(long, value_parser = name)]
    name: Option<String>,
    /// Count non-aggression alone as a treaty.
    #[arg(long)]
    nonaggression: bool,
    /// Standard deviation of what an actor, and of what a pair, is inclined to beyond the terms; 0 leaves it out.
    #[arg(long, default_value_t = 1.0)]
    inclination: f64,
    /// Chains of the sampler.
    #[arg(long, default_value_t = 4, value_parser = whole::<usize>(2, 64, 4))]
    chains: usize,
    /// Draws of each chain, 30 or more, after two for five of them of adaptation (300 at the least). Where chains do not agree
    /// they begin again with twice of both, twice at most. 0 stops at the mode.
    #[arg(long, default_value_t = 750, value_parser = whole::<usize>(0, 100_000, 750))]
    draws: usize,
    /// Fit balance of threat alone, and score nothing on eras and powers left out.
    #[arg(long)]
    no_scores: bool,
    /// Seed of the sampler and of the bootstrap.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder to write.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Say nothing while working.
    #[arg(long)]
    quiet: bool,
}

/// Fewest draws of a chain: a third of them, in two halves, are compared where a part is left out.
const LEAST_DRAWS: usize = 30;

impl Estimate {
    pub(super) fn go(&self) -> Result<(), Stop> {
        if self.last <= self.first {
            return Err(Stop::Input(format!("error: --last {} is not after --first {}", self.last, self.first)));
        }
        if (1..LEAST_DRAWS).contains(&self.draws) {
            return Err(Stop::Input(format!(
                "error: --draws {} is too few to see whether chains agree: give {LEAST_DRAWS} or more, or 0 for no posterior",
                self.draws
            )));
        }
        let plan = Plan {
            from: self.from.clone(),
            states: self.states.clone(),
            years: self.first..=self.last,
            unscored: WARS.to_vec(),
            without: self.without.clone(),
            mapping: Mapping { nonaggression: self.nonaggression },
            thirds: self.thirds,
        };
        let tell = |what: &str| {
            if !self.quiet {
                end(what, 0);
            }
        };
        tell("reading the files");
        let worlds = Worlds::read(&plan).map_err(|why| Stop::Input(format!("error: {why}")))?;
        let effort = (self.draws > 0).then(|| Effort::new(self.chains, self.draws, self.seed));
        let question = Question {
            effects: Effects { actor: self.inclination, pair: self.inclination },
            seed: self.seed,
            effort,
            folds: !self.no_scores,
        };
        let estimate = estimate(&worlds, question, &tell).map_err(Stop::Failed)?;
        std::fs::create_dir_all(&self.out).map_err(|error| Stop::Failed(format!("{}: {error}", self.out.display())))?;
        let text = serde_json::to_vec_pretty(&estimate).map_err(|error| Stop::Failed(error.to_string()))?;
        files::write(&self.out.join("estimate.json"), &text)?;
        let provenance = Provenance {
            name: self.name.clone().unwrap_or_else(|| format!("estimated-{}-{}", self.first - 1, self.last)),
            years: (self.first, self.last),
            without: self.without.clone(),
            inputs: self.inputs()?,
            seed: self.seed,
        };
        if let Some(text) = posterior_file::text(&estimate, &provenance) {
            files::write(&self.out.join(format!("{}.toml", provenance.name)), text.as_bytes())?;
        }
        let page = crate::words::estimate::page(&estimate);
        files::write(&self.out.join("estimate.md"), page.as_bytes())?;
        say(&format!("{page}\n{} written\n", self.out.display()))
    }

    /// The files that were tried, by name, with their SHA-256.
    fn inputs(&self) -> Result<Vec<(String, String)>, Stop> {
        let files = crate::import::files(&self.from).map_err(|why| Stop::Input(format!("error: {why}")))?;
        let one = |path: &PathBuf| {
            let digest = digest::file(path).map_err(|error| Stop::Failed(format!("{}: {error}", path.display())))?;
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            Ok((name, digest))
        };
        files.iter().map(|(path, _)| one(path)).collect()
    }
}

/// States and years as `--without` has them.
fn without(text: &str) -> Result<Without, String> {
    let read = || {
        let (states, years) = text.rsplit_once(':')?;
        let (first, last) = years.split_once('-')?;
        let years = first.trim().parse::<i64>().ok()?..=last.trim().parse::<i64>().ok()?;
        let states: Vec<String> = states.split(',').map(|state| state.trim().to_owned()).collect();
        (!years.is_empty() && states.iter().all(|state| !state.is_empty())).then_some(Without { states, years })
    };
    read().ok_or_else(|| "write states, a colon and years, such as DEU,ITA,JPN:1928-1945".to_owned())
}

/// A name that can be a file's.
fn name(text: &str) -> Result<String, String> {
    let good = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if good { Ok(text.to_owned()) } else { Err("write letters, digits, `_` and `-`".to_owned()) }
}
