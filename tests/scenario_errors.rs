//! What the program says of a scenario that is at fault: a test for every kind of fault.

use insta::assert_snapshot;
use realpolitik::scenario::{Builtin, Problems, Resolver, SourceFile, load, parse, source::Unavailable};

const SMALL: &str = include_str!("fixtures/small.toml");

/// The messages about the small scenario with one text in it replaced.
fn with(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "the scenario does not contain {from:?}");
    messages(&SMALL.replacen(from, to, 1))
}

fn messages(text: &str) -> String {
    text_of(parse(text).map(|loaded| loaded.warnings))
}

fn text_of(result: Result<Problems, Problems>) -> String {
    match result {
        Ok(warnings) => format!("no errors\n{warnings}"),
        Err(problems) => without_warning(&problems.render(false)),
    }
}

/// Leaves out the warning that the small scenario always gives.
fn without_warning(text: &str) -> String {
    let keep = |part: &&str| !part.starts_with("warning: the prediction `gap`");
    text.split("\n\n").filter(keep).collect::<Vec<_>>().join("\n\n").trim_end().to_owned()
}

/// The messages about the small scenario with a value set from the command line.
fn set(assignment: &str) -> String {
    let overlays = [assignment.to_owned()];
    text_of(load("small.toml", &Folder(&[("small.toml", SMALL)]), &overlays).map(|loaded| loaded.warnings))
}

/// A folder in memory.
struct Folder<'a>(&'a [(&'a str, &'a str)]);

impl Resolver for Folder<'_> {
    fn load(&self, from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
        match self.0.iter().find(|(known, _)| *known == name) {
            Some((name, text)) => Ok(SourceFile::new(name, text)),
            None => Builtin.load(from, name),
        }
    }
}

fn folder(files: &[(&str, &str)]) -> String {
    text_of(load(files[0].0, &Folder(files), &[]).map(|loaded| loaded.warnings))
}

mod text {
    use super::*;

    #[test]
    fn not_toml() {
        assert_snapshot!(with("title = \"Three powers\"", "title = Three powers"), @r#"
        error: this is not TOML: string values must be quoted, expected literal string
         --> scenario.toml:4:9
          |
        4 | title = Three powers
          |         ^^^^^^^^^^^^
        "#);
    }

    #[test]
    fn key_given_twice() {
        assert_snapshot!(with("foresight = 0.9\n", "foresight = 0.9\ngdp = 2\n"), @r#"
        error: `gdp` is given twice
          --> scenario.toml:60:1
           |
        60 | gdp = 2
           | ^^^ given here again
           |
          ::: scenario.toml:53:1
           |
        53 | gdp = 10000
           | --- first given here
           |
           = help: keep one of the two, or give them different names
        "#);
    }

    #[test]
    fn actor_given_twice() {
        assert_snapshot!(with("[actors.C]", "[actors.A]\ngdp = 1\n\n[actors.C]"), @r#"
        error: `A` is given twice
          --> scenario.toml:66:9
           |
        66 | [actors.A]
           |         ^ given here again
           |
          ::: scenario.toml:36:1
           |
        36 | [actors.A]
           | ---------- first given here
           |
           = help: keep one of the two, or give them different names
        "#);
    }

    #[test]
    fn relation_given_twice() {
        assert_snapshot!(with("[relations.A.C]", "[relations.A.B]"), @r#"
        error: `[relations.A.C]` is missing
          --> scenario.toml:66:1
           |
        66 | [actors.C]
           | ^^^^^^^^^^
           |
           = help: every ordered pair of actors has a table such as `[relations.A.C]` with at least `proximity`, `iota` and `k0`
           = help: `proximity`: How near the other's power is felt (Walt 1987) (share; 0 to 1)
           = help: `iota`: Standing perception of hostile intentions, beyond acts and memory (0 to 100)
           = help: `k0`: Belligerence beyond interest: the intercept of coercion (-100 to 100)

        error: `B` is given twice
           --> scenario.toml:102:14
            |
        102 | [relations.A.B]
            |              ^ given here again
            |
           ::: scenario.toml:85:1
            |
         85 | [relations.A.B]
            | --------------- first given here
            |
            = help: keep one of the two, or give them different names
        "#);
    }

    #[test]
    fn format_missing() {
        assert_snapshot!(with("format = 1\n", ""), @r#"
        error: the file does not say which format it is in
         --> scenario.toml:1:1
          |
        1 | # A small scenario that uses every part of the format, for tests.
          | ^
          |
          = help: begin it with `format = 1`
        "#);
    }

    #[test]
    fn format_not_known() {
        assert_snapshot!(with("format = 1", "format = 2"), @r#"
        error: this format is not known
         --> scenario.toml:2:10
          |
        2 | format = 2
          |          ^
          |
          = help: this version of the program reads `format = 1`
        "#);
    }

    #[test]
    fn empty() {
        assert_snapshot!(messages(""), @r#"
        error: the file does not say which format it is in
        --> scenario.toml:1:1
         = help: begin it with `format = 1`

        error: `title` is missing
        --> scenario.toml:1:1
         = help: add `title = "What the scenario is called"`

        error: `question` is missing
        --> scenario.toml:1:1
         = help: add `question = "What does it ask, in one sentence?"`

        error: `[time]` is missing
        --> scenario.toml:1:1
         = help: add a table `[time]` with start, end and steps_per_year

        error: `[model]` is missing
        --> scenario.toml:1:1
         = help: add a table `[model]` with `theory`

        error: too few actors: 0, and at least 2 are needed
        --> scenario.toml:1:1
         = help: add tables `[actors.ID]`
        "#);
    }
}

mod keys {
    use super::*;

    #[test]
    fn unknown_at_the_top() {
        assert_snapshot!(with("[weights]", "[weigths]"), @r#"
        error: unknown key `weigths` at the top of a scenario
          --> scenario.toml:20:2
           |
        20 | [weigths]
           |  ^^^^^^^ not known here
           |
           = help: did you mean `weights`?
        "#);
    }

    #[test]
    fn unknown_parameter() {
        assert_snapshot!(with("horizon_years = 25", "horizon_yers = 25"), @r#"
        error: `actors.B` lacks `horizon_years`
          --> scenario.toml:52:1
           |
        52 | [actors.B]
           | ^^^^^^^^^^ this table
           |
           = help: `horizon_years`: Horizon H: the future weighs exp(-tau / H) (years; 0.1 to 200)

        error: unknown key `horizon_yers` in `actors.B`
          --> scenario.toml:58:1
           |
        58 | horizon_yers = 25
           | ^^^^^^^^^^^^ not known here
           |
           = help: did you mean `horizon_years`?
        "#);
    }

    #[test]
    fn unknown_coefficient() {
        assert_snapshot!(with("v_conc = {", "v_con = {"), @r#"
        error: unknown key `v_con` in `weights`
          --> scenario.toml:23:1
           |
        23 | v_con = { distribution = "normal", mean = 1.5, sd = 1, min = 0 }
           | ^^^^^ not known here
           |
           = help: did you mean `v_conc`?
        "#);
    }

    #[test]
    fn parameter_of_another_table() {
        assert_snapshot!(with("autonomy = 0.35", "autonomy = 0.35\naffinity = 0.5"), @r#"
        error: unknown key `affinity` in `actors.B`
          --> scenario.toml:62:1
           |
        62 | affinity = 0.5
           | ^^^^^^^^ not known here
           |
           = help: `affinity` belongs in `relations.X.Y.affinity`
        "#);
    }

    #[test]
    fn parameter_of_a_distribution() {
        assert_snapshot!(with("median = 7.5, log_sd = 0.5", "median = 7.5, log_sd = 0.5, mode = 3"), @r#"
        error: unknown key `mode` in `weights.v_sec`
          --> scenario.toml:22:67
           |
        22 | v_sec = { distribution = "lognormal", median = 7.5, log_sd = 0.5, mode = 3 }
           |                                                                   ^^^^ not known here
           |
           = help: known here: `source`, `distribution`, `median`, `log_sd`, `min`, `max`
        "#);
    }

    #[test]
    fn unusable() {
        assert_snapshot!(with("[actors.C]", "[actors.\"C D\"]"), @r#"
        error: this key cannot be used
          --> scenario.toml:66:9
           |
        66 | [actors."C D"]
           |         ^^^^^
           |
           = help: keys are 1 to 64 letters, digits, `_` and `-`

        error: `C` is no actor
          --> scenario.toml:83:11
           |
        83 | follows = "C"
           |           ^^^
           |
           = help: known here: `A`, `B`

        error: `C` is neither an actor nor a static partner
           --> scenario.toml:102:14
            |
        102 | [relations.A.C]
            |              ^
            |
            = help: known here: `A`, `B`, `D`

        error: `C` is neither an actor nor a static partner
           --> scenario.toml:109:12
            |
        109 | [relations.C.A]
            |            ^
            |
            = help: known here: `A`, `B`, `D`

        error: `C` is neither an actor nor a static partner
           --> scenario.toml:116:14
            |
        116 | [relations.B.C]
            |              ^
            |
            = help: known here: `A`, `B`, `D`

        error: `C` is no actor
           --> scenario.toml:162:11
            |
        162 | against = "C"
            |           ^^^
            |
            = help: known here: `A`, `B`

        error: `C` is no actor
           --> scenario.toml:169:8
            |
        169 | from = "C"
            |        ^^^
            |
            = help: known here: `A`, `B`

        error: `C` is no actor
           --> scenario.toml:207:35
            |
        207 | after_crossing = { of = "B", to = "C", ratio = 0.8 }
            |                                   ^^^
            |
            = help: known here: `A`, `B`

        error: `relations.C.B.coercion.kD` names no parameter: there is no actor or partner `C`
           --> scenario.toml:245:1
            |
        245 | "relations.C.B.coercion.kD" = 0
            | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
            |
            = help: known here: `A`, `B`, `D`
        "#);
    }
}

mod values {
    use super::*;

    #[test]
    fn text_for_a_number() {
        assert_snapshot!(with("gdp = 10000", "gdp = \"10000\""), @r#"
        error: `actors.B.gdp` must be a number, not a text
          --> scenario.toml:53:7
           |
        53 | gdp = "10000"
           |       ^^^^^^^
           |
           = help: leave the quotes out: 10000
           = help: `gdp`: Gross domestic product Y at the start (bn 2014 USD; 0.001 to 1000000000)
        "#);
    }

    #[test]
    fn number_for_a_text() {
        assert_snapshot!(with("title = \"Three powers\"", "title = 3"), @r#"
        error: `title` must be a text in quotes, not 3
         --> scenario.toml:4:9
          |
        4 | title = 3
          |         ^
        "#);
    }

    #[test]
    fn date_for_a_decimal_year() {
        assert_snapshot!(with("by = 2008", "by = 2008-01-01"), @r#"
        error: `outcomes.alliance_2008.by` must be a number, not a date
           --> scenario.toml:185:6
            |
        185 | by = 2008-01-01
            |      ^^^^^^^^^^
            |
            = help: dates are decimal years: 2025.0 is the beginning of 2025, 2025.5 its middle
        "#);
    }

    #[test]
    fn percent_for_a_share() {
        assert_snapshot!(with("military_share = 0.04", "military_share = 4.1"), @r#"
        error: `actors.A.military_share` is 4.1, outside what is allowed: 0 to 1
          --> scenario.toml:42:18
           |
        42 | military_share = 4.1
           |                  ^^^ allowed: 0 to 1
           |
           = help: if this is in per cent, write 0.041
           = help: `military_share`: Military spending m as a share of GDP (share; 0 to 1)
        "#);
    }

    #[test]
    fn out_of_range() {
        assert_snapshot!(with("military_capital = 1300", "military_capital = -1300"), @r#"
        error: `actors.A.military_capital` is -1300, outside what is allowed: 0.001 to 1000000000 (bn 2014 USD)
          --> scenario.toml:39:20
           |
        39 | military_capital = -1300
           |                    ^^^^^ allowed: 0.001 to 1000000000
           |
           = help: `military_capital`: Military capital M at the start, by perpetual inventory of price-adjusted spending (bn 2014 USD; 0.001 to 1000000000)
        "#);
    }

    #[test]
    fn not_a_number() {
        assert_snapshot!(with("gdp = 10000", "gdp = nan"), @r#"
        error: `actors.B.gdp` must be a finite number, not NaN
          --> scenario.toml:53:7
           |
        53 | gdp = nan
           |       ^^^
        "#);
    }

    #[test]
    fn infinite() {
        assert_snapshot!(with("gdp = 10000", "gdp = inf"), @r#"
        error: `actors.B.gdp` must be a finite number, not inf
          --> scenario.toml:53:7
           |
        53 | gdp = inf
           |       ^^^
        "#);
    }

    #[test]
    fn level_not_whole() {
        assert_snapshot!(with("level_start = 2", "level_start = 1.5"), @r#"
        error: `relations.A.B.level_start` is 1.5, and must be a whole number
          --> scenario.toml:91:15
           |
        91 | level_start = 1.5
           |               ^^^ allowed: 0 to 4
           |
           = help: `level_start`: What the actor offers the other at the start: a whole number (level 0 to 4; 0 to 4)
        "#);
    }

    #[test]
    fn one_of_a_few() {
        assert_snapshot!(with("[weights]", "[strength]\ncontest_exponent = 2.5\n\n[weights]"), @r#"
        error: `strength.contest_exponent` is 2.5, outside what is allowed: one of 1, 1.5, 2, 3
          --> scenario.toml:21:20
           |
        21 | contest_exponent = 2.5
           |                    ^^^ allowed: one of 1, 1.5, 2, 3
           |
           = help: `contest_exponent`: Exponent m of the ratio form of contests, p(a, b) = a^m / (a^m + b^m) (Hirshleifer 1989) (one of 1, 1.5, 2, 3)
        "#);
    }

    #[test]
    fn neither_value_nor_distribution() {
        assert_snapshot!(with("{ value = 2000, source = \"an atlas\" }", "{ source = \"an atlas\" }"), @r#"
        error: `actors.A.gdp` needs a `value` or a `distribution`
          --> scenario.toml:38:7
           |
        38 | gdp = { source = "an atlas" }
           |       ^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: `gdp`: Gross domestic product Y at the start (bn 2014 USD; 0.001 to 1000000000)
        "#);
    }

    #[test]
    fn nearly_a_source() {
        assert_snapshot!(with("source = \"an atlas\"", "source = \"mad\""), @r#"
        no errors
        warning: `mad` is not among the sources
          --> scenario.toml:38:7
           |
        38 | gdp = { value = 2000, source = "mad" }
           |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: did you mean `made`?

        warning: the prediction `gap` of claim `C1` rests on the claim's own parameters alone
           --> scenario.toml:234:24
            |
        234 | [claims.C1.predictions.gap]
            |                        ^^^
            |
            = help: what it finds was partly put in: read its verdict so
        "#);
    }

    #[test]
    fn too_large_for_a_number() {
        assert_snapshot!(with("gdp = 10000", "gdp = 1e999"), @r#"
        error: `actors.B.gdp` must be a finite number, not inf
          --> scenario.toml:53:7
           |
        53 | gdp = 1e999
           |       ^^^^^
        "#);
    }

    #[test]
    fn true_for_a_number() {
        assert_snapshot!(with("gdp = 10000", "gdp = true"), @r#"
        error: `actors.B.gdp` must be a number, not true
          --> scenario.toml:53:7
           |
        53 | gdp = true
           |       ^^^^
           |
           = help: `gdp`: Gross domestic product Y at the start (bn 2014 USD; 0.001 to 1000000000)
        "#);
    }

    #[test]
    fn list_for_a_number() {
        assert_snapshot!(with("gdp = 10000", "gdp = [10000]"), @r#"
        error: `actors.B.gdp` must be a number, not a list
          --> scenario.toml:53:7
           |
        53 | gdp = [10000]
           |       ^^^^^^^
           |
           = help: `gdp`: Gross domestic product Y at the start (bn 2014 USD; 0.001 to 1000000000)
        "#);
    }
}

mod distributions {
    use super::*;

    const UNIFORM: &str = "{ distribution = \"uniform\", low = 0.05, high = 0.08 }";

    fn growth(distribution: &str) -> String {
        with(UNIFORM, distribution)
    }

    #[test]
    fn unknown() {
        assert_snapshot!(growth("{ distribution = \"gaussian\", mean = 0.05, sd = 0.01 }"), @r#"
        error: there is no distribution `gaussian`
          --> scenario.toml:55:27
           |
        55 | growth = { distribution = "gaussian", mean = 0.05, sd = 0.01 }
           |                           ^^^^^^^^^^
           |
           = help: known here: `normal`, `lognormal`, `uniform`, `triangular`, `beta`, `choice`
        "#);
    }

    #[test]
    fn parameter_missing() {
        assert_snapshot!(growth("{ distribution = \"normal\", mean = 0.05 }"), @r#"
        error: `actors.B.growth.sd` is missing
          --> scenario.toml:55:10
           |
        55 | growth = { distribution = "normal", mean = 0.05 }
           |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: add `sd = 1.0`
        "#);
    }

    #[test]
    fn ends_swapped() {
        assert_snapshot!(growth("{ distribution = \"uniform\", low = 0.08, high = 0.05 }"), @r#"
        error: `low` is 0.08, and must be below `high`, 0.05
          --> scenario.toml:55:10
           |
        55 | growth = { distribution = "uniform", low = 0.08, high = 0.05 }
           |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: for a number that is known, give `value` alone
        "#);
    }

    #[test]
    fn spread_not_positive() {
        assert_snapshot!(growth("{ distribution = \"normal\", mean = 0.05, sd = 0 }"), @r#"
        error: `actors.B.growth.sd` is 0, and must be above 0
          --> scenario.toml:55:55
           |
        55 | growth = { distribution = "normal", mean = 0.05, sd = 0 }
           |                                                       ^
        "#);
    }

    #[test]
    fn beyond_what_is_allowed() {
        assert_snapshot!(growth("{ distribution = \"uniform\", low = 0.05, high = 0.8 }"), @r#"
        error: the distribution of `actors.B.growth` reaches from 0.05 to 0.8, beyond what is allowed, with 40.0% outside
          --> scenario.toml:55:27
           |
        55 | growth = { distribution = "uniform", low = 0.05, high = 0.8 }
           |                           ^^^^^^^^^ allowed: -0.5 to 0.5
           |
           = help: `growth`: Trend growth g_0 of GDP at the start (1 / year; -0.5 to 0.5)
        "#);
    }

    #[test]
    fn tail_beyond_what_is_allowed() {
        assert_snapshot!(growth("{ distribution = \"normal\", mean = 0.05, sd = 0.2 }"), @r#"
        error: the distribution of `actors.B.growth` has tails beyond what is allowed, with 1.5% outside
          --> scenario.toml:55:27
           |
        55 | growth = { distribution = "normal", mean = 0.05, sd = 0.2 }
           |                           ^^^^^^^^ allowed: -0.5 to 0.5
           |
           = help: cut it off with `min = -0.5, max = 0.5`, or take another distribution; `growth`: Trend growth g_0 of GDP at the start (1 / year; -0.5 to 0.5)
        "#);
    }

    #[test]
    fn nothing_left() {
        assert_snapshot!(growth("{ distribution = \"normal\", mean = 0.05, sd = 0.01, min = 0.3 }"), @r#"
        error: `min` and `max` leave nothing of the distribution of `actors.B.growth`
          --> scenario.toml:55:10
           |
        55 | growth = { distribution = "normal", mean = 0.05, sd = 0.01, min = 0.3 }
           |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: move the bounds to where the distribution is
        "#);
    }

    #[test]
    fn probabilities_do_not_sum_to_one() {
        assert_snapshot!(growth("{ distribution = \"choice\", values = [0.01, 0.02], probabilities = [0.5, 0.6] }"), @r#"
        error: the probabilities sum to 1.1, and must sum to 1
          --> scenario.toml:55:10
           |
        55 | growth = { distribution = "choice", values = [0.01, 0.02], probabilities = [0.5, 0.6] }
           |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: such as { distribution = "choice", values = [1, 2], probabilities = [0.3, 0.7] }
        "#);
    }

    #[test]
    fn continuous_for_a_level() {
        assert_snapshot!(with("level_start = 2", "level_start = { distribution = \"uniform\", low = 0, high = 4 }"), @r#"
        error: the distribution of `relations.A.B.level_start` must be a choice, since only some values are allowed
          --> scenario.toml:91:32
           |
        91 | level_start = { distribution = "uniform", low = 0, high = 4 }
           |                                ^^^^^^^^^ allowed: 0 to 4
           |
           = help: `level_start`: What the actor offers the other at the start: a whole number (level 0 to 4; 0 to 4)
        "#);
    }

    #[test]
    fn not_a_number() {
        assert_snapshot!(growth("{ distribution = \"normal\", mean = nan, sd = 0.01 }"), @r#"
        error: `actors.B.growth.mean` must be a finite number, not NaN
          --> scenario.toml:55:44
           |
        55 | growth = { distribution = "normal", mean = nan, sd = 0.01 }
           |                                            ^^^
        "#);
    }

    #[test]
    fn infinite() {
        assert_snapshot!(growth("{ distribution = \"uniform\", low = 0.05, high = inf }"), @r#"
        error: `actors.B.growth.high` must be a finite number, not inf
          --> scenario.toml:55:57
           |
        55 | growth = { distribution = "uniform", low = 0.05, high = inf }
           |                                                         ^^^
        "#);
    }

    #[test]
    fn text_for_a_parameter() {
        assert_snapshot!(growth("{ distribution = \"uniform\", low = \"0.05\", high = 0.08 }"), @r#"
        error: `actors.B.growth.low` must be a number, not a text
          --> scenario.toml:55:44
           |
        55 | growth = { distribution = "uniform", low = "0.05", high = 0.08 }
           |                                            ^^^^^^
           |
           = help: leave the quotes out: 0.05
        "#);
    }
}

mod parties {
    use super::*;

    #[test]
    fn one_actor() {
        assert_snapshot!(
            messages("format = 1\ntitle = \"t\"\nquestion = \"q\"\n[time]\nstart = 0\nend = 1\n[model]\ntheory = \"affinity\"\n[actors.A]\n"),
            @r#"
            error: too few actors: 1, and at least 2 are needed
             --> scenario.toml:1:1
              |
            1 | format = 1
              | ^
              |
              = help: add tables `[actors.ID]`

            error: `actors.A` lacks `gdp`, `military_capital`, `growth`, `growth_long_run`, `military_share`, `horizon_years`, `foresight`, `credulity`, `autonomy`, `memory_recent`, `memory_historic` and `memory_share`
             --> scenario.toml:9:1
              |
            9 | [actors.A]
              | ^^^^^^^^^^ this table
              |
              = help: `gdp`: Gross domestic product Y at the start (bn 2014 USD; 0.001 to 1000000000)
              = help: `military_capital`: Military capital M at the start, by perpetual inventory of price-adjusted spending (bn 2014 USD; 0.001 to 1000000000)
              = help: `growth`: Trend growth g_0 of GDP at the start (1 / year; -0.5 to 0.5)
              = help: `growth_long_run`: Growth g_inf in the long run (1 / year; -0.5 to 0.5)
              = help: `military_share`: Military spending m as a share of GDP (share; 0 to 1)
              = help: `horizon_years`: Horizon H: the future weighs exp(-tau / H) (years; 0.1 to 200)
              = help: `foresight`: 0 reacts to threats at hand, 1 plans by expected ones (share; 0 to 1)
              = help: `credulity`: Weight of what is declared, against what is given, in learning beliefs (share; 0 to 1)
              = help: `autonomy`: Value of freedom of action (0 to 100)
              = help: `memory_recent`: Half-life of recent memory (years; 0.05 to 1000)
              = help: `memory_historic`: Half-life of historic memory (years; 0.05 to 1000)
              = help: `memory_share`: Share w of a grievance that goes to recent memory (share; 0 to 1)
            "#
        );
    }

    #[test]
    fn actor_lacks_parameters() {
        assert_snapshot!(with("growth_long_run = 0.025\nmilitary_share = 0.02\n", ""), @r#"
        error: `actors.B` lacks `growth_long_run` and `military_share`
          --> scenario.toml:52:1
           |
        52 | [actors.B]
           | ^^^^^^^^^^ this table
           |
           = help: `growth_long_run`: Growth g_inf in the long run (1 / year; -0.5 to 0.5)
           = help: `military_share`: Military spending m as a share of GDP (share; 0 to 1)
        "#);
    }

    #[test]
    fn relation_missing() {
        assert_snapshot!(with("[relations.C.B]\nexports = 124\nproximity = 0.7\niota = 0.35\nk0 = -2.2\n", ""), @r#"
        error: `[relations.C.B]` is missing
          --> scenario.toml:66:1
           |
        66 | [actors.C]
           | ^^^^^^^^^^
           |
           = help: every ordered pair of actors has a table such as `[relations.C.B]` with at least `proximity`, `iota` and `k0`
           = help: `proximity`: How near the other's power is felt (Walt 1987) (share; 0 to 1)
           = help: `iota`: Standing perception of hostile intentions, beyond acts and memory (0 to 100)
           = help: `k0`: Belligerence beyond interest: the intercept of coercion (-100 to 100)
        "#);
    }

    #[test]
    fn relation_to_itself() {
        assert_snapshot!(with("[relations.B.D]", "[relations.B.B]"), @r#"
        error: `B` relates to itself
           --> scenario.toml:129:14
            |
        129 | [relations.B.B]
            |              ^
            |
            = help: a relation is between two different parties; remove this one
        "#);
    }

    #[test]
    fn relation_about_nobody() {
        assert_snapshot!(with("[relations.B.D]", "[relations.B.E]"), @r#"
        error: `E` is neither an actor nor a static partner
           --> scenario.toml:129:14
            |
        129 | [relations.B.E]
            |              ^
            |
            = help: known here: `A`, `B`, `C`, `D`
        "#);
    }

    #[test]
    fn relation_between_static_partners() {
        assert_snapshot!(with("[relations.D.B]", "[relations.D.E]\n[partners.E]\ngdp = 1\n[relations.D.B]"), @r#"
        error: a relation between two static partners
           --> scenario.toml:132:14
            |
        132 | [relations.D.E]
            |              ^
            |
            = help: one of the two has to be an actor
        "#);
    }

    #[test]
    fn more_than_trade_with_a_static_partner() {
        assert_snapshot!(with("[relations.B.D]\n", "[relations.B.D]\nproximity = 0.5\n"), @r#"
        error: `proximity` in a relation with a static partner
           --> scenario.toml:130:1
            |
        130 | proximity = 0.5
            | ^^^^^^^^^ not allowed here
            |
            = help: static partners only trade: `exports` and `sectors` are allowed
        "#);
    }

    #[test]
    fn pair_in_both_orders() {
        assert_snapshot!(with("[ledger.old_war]", "[pairs.B-A]\ndistance_km = 1\n\n[ledger.old_war]"), @r#"
        error: the pair `B-A` is given twice
           --> scenario.toml:141:8
            |
        141 | [pairs.B-A]
            |        ^^^
            |
           ::: scenario.toml:136:1
            |
        136 | [pairs.A-B]
            | ----------- first given here
            |
            = help: a pair is the same in both orders; merge the two
        "#);
    }

    #[test]
    fn pair_of_nobody() {
        assert_snapshot!(with("[pairs.A-B]", "[pairs.A_B]"), @r#"
        error: `A_B` is no pair of actors
           --> scenario.toml:136:8
            |
        136 | [pairs.A_B]
            |        ^^^
            |
            = help: a pair is two different actors with a hyphen, such as "A-B"
        "#);
    }

    #[test]
    fn follows_nobody() {
        assert_snapshot!(with("follows = \"C\"", "follows = \"E\""), @r#"
        error: `E` is no actor
          --> scenario.toml:83:11
           |
        83 | follows = "E"
           |           ^^^
           |
           = help: known here: `A`, `B`, `C`
        "#);
    }

    #[test]
    fn follows_a_static_partner() {
        assert_snapshot!(with("follows = \"C\"", "follows = \"D\""), @r#"
        error: `D` is a static partner, and not an actor
          --> scenario.toml:83:11
           |
        83 | follows = "D"
           |           ^^^
           |
           = help: known here: `A`, `B`, `C`
        "#);
    }

    #[test]
    fn shares_all_zero() {
        assert_snapshot!(with("{ energy = 0, services = 1 }", "{ energy = 0, services = 0 }"), @r#"
        error: all shares of sectors are 0
           --> scenario.toml:134:11
            |
        134 | sectors = { energy = 0, services = 0 }
            |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            |
            = help: leave `sectors` out for equal shares
        "#);
    }

    #[test]
    fn shares_do_not_sum_to_one() {
        assert_snapshot!(with("{ energy = 0, services = 1 }", "{ energy = 0.5, services = 1 }"), @r#"
        no errors
        warning: the shares of sectors sum to 1.5
           --> scenario.toml:134:11
            |
        134 | sectors = { energy = 0.5, services = 1 }
            |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            |
            = help: they are scaled to sum to 1; write them so, if that is not what is meant

        warning: the prediction `gap` of claim `C1` rests on the claim's own parameters alone
           --> scenario.toml:234:24
            |
        234 | [claims.C1.predictions.gap]
            |                        ^^^
            |
            = help: what it finds was partly put in: read its verdict so
        "#);
    }

    #[test]
    fn sector_unknown() {
        assert_snapshot!(with("{ energy = 0, services = 1 }", "{ enrgy = 0, services = 1 }"), @r#"
        error: there is no sector `enrgy`
           --> scenario.toml:134:13
            |
        134 | sectors = { enrgy = 0, services = 1 }
            |             ^^^^^
            |
            = help: did you mean `energy`?
        "#);
    }

    #[test]
    fn pair_of_one() {
        assert_snapshot!(with("[pairs.A-B]", "[pairs.A-A]"), @r#"
        error: `A-A` is no pair of actors
           --> scenario.toml:136:8
            |
        136 | [pairs.A-A]
            |        ^^^
            |
            = help: a pair is two different actors with a hyphen, such as "A-B"
        "#);
    }

    #[test]
    fn partner_named_like_an_actor() {
        assert_snapshot!(with("[partners.D]\n", "[partners.A]\nfollows = \"C\"\n\n[partners.D]\n"), @r#"
        error: `partners.A` lacks `gdp`
          --> scenario.toml:80:1
           |
        80 | [partners.A]
           | ^^^^^^^^^^^^ this table
           |
           = help: `gdp`: Gross domestic product of a static partner at the start (bn 2014 USD; 0.001 to 1000000000)

        error: `A` is an actor and a static partner
          --> scenario.toml:80:11
           |
        80 | [partners.A]
           |           ^
           |
           = help: a party is one or the other; rename or remove one
        "#);
    }
}

mod frame {
    use super::*;

    #[test]
    fn period_empty() {
        assert_snapshot!(with("end = 2010.0", "end = 1990.0"), @r#"
        error: the period is empty: it ends at 1990, not after its start
          --> scenario.toml:13:7
           |
        13 | end = 1990.0
           |       ^^^^^^
           |
          ::: scenario.toml:12:9
           |
        12 | start = 2000.0
           |         ------ starts at 2000
           |
           = help: move `end` after `start`
        "#);
    }

    #[test]
    fn period_not_whole_steps() {
        assert_snapshot!(with("end = 2010.0", "end = 2010.1"), @r#"
        error: the period from 2000 to 2010.1 is not a whole number of steps
          --> scenario.toml:13:7
           |
        13 | end = 2010.1
           |       ^^^^^^
           |
           = help: with 4 steps a year, dates are multiples of 0.25
        "#);
    }

    #[test]
    fn period_too_long() {
        assert_snapshot!(with("end = 2010.0\nsteps_per_year = 4", "end = 9000.0\nsteps_per_year = 64"), @r#"
        error: the period has 448000 steps, more than 100000
          --> scenario.toml:13:7
           |
        13 | end = 9000.0
           |       ^^^^^^
           |
           = help: shorten the period, lower `steps_per_year`, or raise the limits by --limits
        "#);
    }

    #[test]
    fn theory_unknown() {
        assert_snapshot!(with("{ balance_of_threat = 0.5, balance_of_power = 0.5 }", "\"balance_of_threats\""), @r#"
        error: there is no theory `balance_of_threats`
          --> scenario.toml:17:10
           |
        17 | theory = "balance_of_threats"
           |          ^^^^^^^^^^^^^^^^^^^^
           |
           = help: did you mean `balance_of_threat`?
        "#);
    }

    #[test]
    fn theories_do_not_sum_to_one() {
        assert_snapshot!(with("balance_of_power = 0.5", "balance_of_power = 0.6"), @r#"
        error: the probabilities of the theories sum to 1.1, and must be 0 or more and sum to 1
          --> scenario.toml:17:10
           |
        17 | theory = { balance_of_threat = 0.5, balance_of_power = 0.6 }
           |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: such as { balance_of_threat = 0.5, balance_of_power = 0.5 }
        "#);
    }

    #[test]
    fn kernel_unknown() {
        assert_snapshot!(with("\"two_speed\"", "\"twospeed\""), @r#"
        error: there is no memory kernel `twospeed`
          --> scenario.toml:18:17
           |
        18 | memory_kernel = "twospeed"
           |                 ^^^^^^^^^^
           |
           = help: did you mean `two_speed`?
        "#);
    }

    #[test]
    fn focus_unknown() {
        assert_snapshot!(with("focus = \"A-B\"", "focus = \"A\""), @r#"
        error: `A` is no pair of actors
         --> scenario.toml:6:9
          |
        6 | focus = "A"
          |         ^^^
          |
          = help: a pair is two different actors with a hyphen, such as "A-B"
        "#);
    }

    #[test]
    fn period_of_no_length() {
        assert_snapshot!(with("end = 2010.0", "end = 2000.0"), @r#"
        error: the period is empty: it ends at 2000, not after its start
          --> scenario.toml:13:7
           |
        13 | end = 2000.0
           |       ^^^^^^
           |
          ::: scenario.toml:12:9
           |
        12 | start = 2000.0
           |         ------ starts at 2000
           |
           = help: move `end` after `start`
        "#);
    }

    #[test]
    fn period_without_end() {
        assert_snapshot!(with("end = 2010.0", "end = inf"), @r#"
        error: `time.end` must be a finite number, not inf
          --> scenario.toml:13:7
           |
        13 | end = inf
           |       ^^^
        "#);
    }

    #[test]
    fn steps_not_whole() {
        assert_snapshot!(with("steps_per_year = 4", "steps_per_year = 2.5"), @r#"
        error: `time.steps_per_year` must be a whole number from 1 to 64, not 2.5
          --> scenario.toml:14:18
           |
        14 | steps_per_year = 2.5
           |                  ^^^
        "#);
    }

    #[test]
    fn no_steps() {
        assert_snapshot!(with("steps_per_year = 4", "steps_per_year = 0"), @r#"
        error: `time.steps_per_year` must be a whole number from 1 to 64, not 0
          --> scenario.toml:14:18
           |
        14 | steps_per_year = 0
           |                  ^
        "#);
    }
}

mod calendar {
    use super::*;

    #[test]
    fn outside_the_period() {
        assert_snapshot!(with("date = 2001.25", "date = 2031.25"), @r#"
        error: `events.shock.date` is 2031.25, outside the period from 2000 to 2010
           --> scenario.toml:164:8
            |
        164 | date = 2031.25
            |        ^^^^^^^
            |
            = help: move the date, or the period in `[time]`
        "#);
    }

    #[test]
    fn unknown_actor() {
        assert_snapshot!(with("holder = \"A\"\nagainst = \"C\"", "holder = \"A\"\nagainst = \"X\""), @r#"
        error: `X` is no actor
           --> scenario.toml:162:11
            |
        162 | against = "X"
            |           ^^^
            |
            = help: known here: `A`, `B`, `C`
        "#);
    }

    #[test]
    fn kind_unknown() {
        assert_snapshot!(with("kind = \"coercion\"", "kind = \"sanction\""), @r#"
        error: there is no kind of event `sanction`
           --> scenario.toml:167:8
            |
        167 | kind = "sanction"
            |        ^^^^^^^^^^
            |
            = help: known here: `hostility`, `coercion`, `contract`, `change`
        "#);
    }

    #[test]
    fn field_of_another_kind() {
        assert_snapshot!(with("flow = 13\n", "flow = 13\npulse = 1\n"), @r#"
        error: `pulse` does not belong to an event of kind `contract`
           --> scenario.toml:156:9
            |
        156 | pulse = 1
            |         ^
            |
            = help: events of kind `hostility` have it
        "#);
    }

    #[test]
    fn ends_before_it_begins() {
        assert_snapshot!(with("end = 2005", "end = 2001"), @r#"
        error: `events.sanctions.end` is 2001, not after its beginning
           --> scenario.toml:173:7
            |
        173 | end = 2001
            |       ^^^^
            |
            = help: leave `end` out for an event that goes on
        "#);
    }

    #[test]
    fn changes_nothing_known() {
        assert_snapshot!(with("actors.B.weights.v_rep", "actors.B.weights.v_reb"), @r#"
        error: `actors.B.weights.v_reb` names no parameter
           --> scenario.toml:178:13
            |
        178 | parameter = "actors.B.weights.v_reb"
            |             ^^^^^^^^^^^^^^^^^^^^^^^^
            |
            = help: did you mean `v_rev`?
        "#);
    }

    #[test]
    fn changes_a_start() {
        assert_snapshot!(with("actors.B.weights.v_rep", "actors.B.gdp"), @r#"
        error: `actors.B.gdp` says how things are at the start; a later change would do nothing
           --> scenario.toml:178:13
            |
        178 | parameter = "actors.B.gdp"
            |             ^^^^^^^^^^^^^^
            |
            = help: change a parameter that acts during the run
        "#);
    }

    #[test]
    fn changes_to_what_only_the_start_reads() {
        for path in ["actors.B.growth", "partners.D.growth", "relations.A.B.exports", "pairs.A-B.pact_until"] {
            let text = with("actors.B.weights.v_rep", path);
            assert!(text.starts_with(&format!("error: `{path}` says how things are at the start")), "{text}");
        }
    }

    #[test]
    fn changes_to_what_is_not_allowed() {
        assert_snapshot!(with("value = 0.5\ndate", "value = -1001\ndate"), @r#"
        error: this is no value for `weights.v_rep`, which takes -1000 to 1000
           --> scenario.toml:179:9
            |
        179 | value = -1001
            |         ^^^^^ allowed: -1000 to 1000
        "#);
    }

    #[test]
    fn past_after_the_start() {
        assert_snapshot!(with("year = 1860", "year = 2003"), @r#"
        error: `ledger.old_war.year` is 2003, not between -5000 and 2000
           --> scenario.toml:145:8
            |
        145 | year = 2003
            |        ^^^^
            |
            = help: the ledger holds the past: what comes after the start is an event
        "#);
    }

    #[test]
    fn discount_without_settlement() {
        assert_snapshot!(with("settled = 1990\n", ""), @r#"
        error: `ledger.old_war.discount` without `settled`
           --> scenario.toml:141:1
            |
        141 | [ledger.old_war]
            | ^^^^^^^^^^^^^^^^
            |
            = help: say when it was settled, or leave the discount out
        "#);
    }

    #[test]
    fn not_a_date() {
        assert_snapshot!(with("date = 2001.25", "date = nan"), @r#"
        error: `events.shock.date` must be a finite number, not NaN
           --> scenario.toml:164:8
            |
        164 | date = nan
            |        ^^^
        "#);
    }

    #[test]
    fn begins_outside_the_period() {
        assert_snapshot!(with("start = 2004.5", "start = 1999.5"), @r#"
        error: `events.contract.start` is 1999.5, outside the period from 2000 to 2010
           --> scenario.toml:156:9
            |
        156 | start = 1999.5
            |         ^^^^^^
            |
            = help: move the date, or the period in `[time]`
        "#);
    }

    #[test]
    fn by_an_unknown_actor() {
        assert_snapshot!(with(
            "kind = \"coercion\"\ntext = \"C sanctions A\"\nfrom = \"C\"",
            "kind = \"coercion\"\ntext = \"C sanctions A\"\nfrom = \"X\""
        ), @r#"
        error: `X` is no actor
           --> scenario.toml:169:8
            |
        169 | from = "X"
            |        ^^^
            |
            = help: known here: `A`, `B`, `C`
        "#);
    }

    #[test]
    fn against_oneself() {
        assert_snapshot!(with("holder = \"A\"\nagainst = \"C\"", "holder = \"A\"\nagainst = \"A\""), @r#"
        error: `events.shock.against` names the same party as the other
           --> scenario.toml:162:11
            |
        162 | against = "A"
            |           ^^^
            |
            = help: two different parties are needed
        "#);
    }

    #[test]
    fn past_of_an_unknown_actor() {
        assert_snapshot!(with("holder = \"B\"\nagainst = \"A\"", "holder = \"BB\"\nagainst = \"A\""), @r#"
        error: `BB` is no actor
           --> scenario.toml:143:10
            |
        143 | holder = "BB"
            |          ^^^^
            |
            = help: known here: `A`, `B`, `C`
        "#);
    }
}

mod outcomes {
    use super::*;

    #[test]
    fn kind_unknown() {
        assert_snapshot!(with("kind = \"belief_gap\"", "kind = \"beliefgap\""), @r#"
        error: there is no kind `beliefgap`
           --> scenario.toml:190:8
            |
        190 | kind = "beliefgap"
            |        ^^^^^^^^^^^
            |
            = help: did you mean `belief_gap`?
        "#);
    }

    #[test]
    fn date_outside_the_period() {
        assert_snapshot!(with("by = 2008", "by = 2050"), @r#"
        error: `outcomes.alliance_2008.by` is 2050, outside the period from 2000 to 2010
           --> scenario.toml:185:6
            |
        185 | by = 2050
            |      ^^^^
            |
            = help: move the date, or the period in `[time]`
        "#);
    }

    #[test]
    fn no_date() {
        assert_snapshot!(with("at = 2009\nminus = 2001\n", ""), @r#"
        error: `outcomes.trade` has no date
           --> scenario.toml:196:1
            |
        196 | [outcomes.trade]
            | ^^^^^^^^^^^^^^^^
            |
            = help: give one of `at` (perhaps with `minus`), `from` with `to` (perhaps with `relative_to_start` or `share_of_time`), `first_at_least` and `after_crossing`
        "#);
    }

    #[test]
    fn parts_of_two_forms() {
        assert_snapshot!(with("at = 2009\nminus = 2001\n", "at = 2009\nto = 2010\n"), @r#"
        error: `to` does not go with the date that is given
           --> scenario.toml:201:6
            |
        201 | to = 2010
            |      ^^^^
            |
            = help: give one of `at` (perhaps with `minus`), `from` with `to` (perhaps with `relative_to_start` or `share_of_time`), `first_at_least` and `after_crossing`
        "#);
    }

    #[test]
    fn about_nobody() {
        assert_snapshot!(with("partner = \"D\"", "partner = \"E\""), @r#"
        error: `E` is neither an actor nor a static partner
           --> scenario.toml:199:11
            |
        199 | partner = "E"
            |           ^^^
            |
            = help: known here: `A`, `B`, `C`, `D`
        "#);
    }

    #[test]
    fn about_oneself() {
        assert_snapshot!(with("kind = \"belief_gap\"\nholder = \"A\"\nabout = \"B\"", "kind = \"belief_gap\"\nholder = \"A\"\nabout = \"A\""), @r#"
        error: `outcomes.gap.about` names the same party as the other
           --> scenario.toml:192:9
            |
        192 | about = "A"
            |         ^^^
            |
            = help: two different parties are needed
        "#);
    }

    #[test]
    fn series_of_a_date() {
        assert_snapshot!(with("kind = \"belief\"\n", "kind = \"alliance_date\"\n"), @r#"
        error: `alliance_date` cannot be recorded over time
           --> scenario.toml:218:8
            |
        218 | kind = "alliance_date"
            |        ^^^^^^^^^^^^^^^
            |
            = help: known here: `alliance`, `pact`, `pair_level`, `level`, `pair_commitment`, `commitment`, `belief`, `belief_gap`, `grievance`, `threat`, `coercion`, `threat_difference`, `capability_ratio`, `trade_share`, `partner_rank`, `two_way_trade`
        "#);
    }

    #[test]
    fn range_empty() {
        assert_snapshot!(with("range = [0, 1]", "range = [1, 0]"), @r#"
        error: a range is two numbers, the first below the second
           --> scenario.toml:221:9
            |
        221 | range = [1, 0]
            |         ^^^^^^
            |
            = help: such as range = [0, 1]
        "#);
    }

    #[test]
    fn about_an_unknown_pair() {
        assert_snapshot!(with("pair = \"A-B\"\nby = 2008", "pair = \"A-X\"\nby = 2008"), @r#"
        error: `A-X` is no pair of actors
           --> scenario.toml:184:8
            |
        184 | pair = "A-X"
            |        ^^^^^
            |
            = help: a pair is two different actors with a hyphen, such as "A-B"
        "#);
    }

    #[test]
    fn series_about_nobody() {
        assert_snapshot!(with("holder = \"A\"\nabout = \"B\"\nrange", "holder = \"A\"\nabout = \"X\"\nrange"), @r#"
        error: `X` is no actor
           --> scenario.toml:220:9
            |
        220 | about = "X"
            |         ^^^
            |
            = help: known here: `A`, `B`, `C`
        "#);
    }
}

mod claims {
    use super::*;

    #[test]
    fn outcome_unknown() {
        assert_snapshot!(with("outcome = \"alliance_2008\"", "outcome = \"aliance_2008\""), @r#"
        error: there is no outcome `aliance_2008`
           --> scenario.toml:248:11
            |
        248 | outcome = "aliance_2008"
            |           ^^^^^^^^^^^^^^
            |
            = help: did you mean `alliance_2008`?
        "#);
    }

    #[test]
    fn parameter_unknown() {
        assert_snapshot!(with("\"actors.A.credulity\" =", "\"actors.A.credulty\" ="), @r#"
        error: `actors.A.credulty` names no parameter
           --> scenario.toml:232:1
            |
        232 | "actors.A.credulty" = { same_as = "actors.B.credulity" }
            | ^^^^^^^^^^^^^^^^^^^
            |
            = help: did you mean `credulity`?
        "#);
    }

    #[test]
    fn actor_unknown() {
        assert_snapshot!(with("\"actors.A.credulity\" =", "\"actors.X.credulity\" ="), @r#"
        error: `actors.X.credulity` names no parameter: there is no actor `X`
           --> scenario.toml:232:1
            |
        232 | "actors.X.credulity" = { same_as = "actors.B.credulity" }
            | ^^^^^^^^^^^^^^^^^^^^
            |
            = help: known here: `A`, `B`, `C`
        "#);
    }

    #[test]
    fn value_not_allowed() {
        assert_snapshot!(with("\"ledger.*.severity\" = 0", "\"ledger.*.severity\" = -1"), @r#"
        error: `claims.C2.relaxed.ledger.*.severity` is -1, outside what is allowed: 0 to 100
           --> scenario.toml:244:23
            |
        244 | "ledger.*.severity" = -1
            |                       ^^ allowed: 0 to 100
            |
            = help: `severity`: Severity of a past episode; 1 is a war or a loss of territory (0 to 100)
        "#);
    }

    #[test]
    fn same_as_nothing() {
        assert_snapshot!(with("same_as = \"actors.B.credulity\"", "same_as = \"actors.B.credit\""), @r#"
        error: `actors.B.credit` names no parameter
           --> scenario.toml:232:36
            |
        232 | "actors.A.credulity" = { same_as = "actors.B.credit" }
            |                                    ^^^^^^^^^^^^^^^^^
            |
            = help: did you mean `credulity`?
        "#);
    }

    #[test]
    fn one_parameter_in_two() {
        assert_snapshot!(with("\"ledger.*.severity\" = 0", "\"ledger.*.severity\" = 0\n\"actors.*.credulity\" = 0"), @r#"
        error: the claims `C1` and `C2` both set `actors.A.credulity`
           --> scenario.toml:245:1
            |
        245 | "actors.*.credulity" = 0
            | ^^^^^^^^^^^^^^^^^^^^
            |
           ::: scenario.toml:232:1
            |
        232 | "actors.A.credulity" = { same_as = "actors.B.credulity" }
            | -------------------- first set here
            |
            = help: relaxing several claims at once would be ambiguous; leave it to one
        "#);
    }

    #[test]
    fn event_for_yes_or_no() {
        assert_snapshot!(with("probability = { below = 0.05 }", "event = { above = 0 }\nprobability = { below = 0.05 }"), @r#"
        error: `event` with an outcome that is yes or no
           --> scenario.toml:249:9
            |
        249 | event = { above = 0 }
            |         ^^^^^^^^^^^^^
            |
            = help: leave it out: yes is what counts
        "#);
    }

    #[test]
    fn event_missing() {
        assert_snapshot!(with("event = { above = 0 }\n", ""), @r#"
        error: `claims.C1.predictions.gap.event` is missing
           --> scenario.toml:234:1
            |
        234 | [claims.C1.predictions.gap]
            | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
            |
            = help: add `event = { above = 0 }`
        "#);
    }

    #[test]
    fn two_thresholds() {
        assert_snapshot!(with("{ below = 0.05 }", "{ below = 0.05, above = 0.01 }"), @r#"
        error: a probability has one bound
           --> scenario.toml:249:15
            |
        249 | probability = { below = 0.05, above = 0.01 }
            |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            |
            = help: either { above = 0.67 } or { below = 0.33 }
        "#);
    }

    #[test]
    fn direction_unknown() {
        assert_snapshot!(with("direction = \"away\"", "direction = \"awya\""), @r#"
        error: there is no direction `awya`
           --> scenario.toml:241:13
            |
        241 | direction = "awya"
            |             ^^^^^^
            |
            = help: did you mean `away`?
        "#);
    }

    #[test]
    fn decided_by_construction() {
        let drawn = "{ distribution = \"normal\", mean = 0, sd = 0.2 }";
        assert_snapshot!(with(drawn, "0.25"), @r#"
        no errors
        warning: the prediction `gap` of claim `C1` is decided by construction
           --> scenario.toml:234:24
            |
        234 | [claims.C1.predictions.gap]
            |                        ^^^
            |
            = help: `relations.A.B.optimism` lies on one side of its relaxed value: the answer was typed in, and the verdict says so
            = help: a distribution with the relaxed value within it lets the runs find it
        "#);
    }

    #[test]
    fn decided_by_construction_through_one_of_the_claims_parameters() {
        let drawn = "{ distribution = \"normal\", mean = 0, sd = 0.2 }";
        let text = SMALL.replacen(drawn, "0.25", 1);
        let text = text.replacen("\"actors.A.credulity\" = { same_as = \"actors.B.credulity\" }\n", "", 1);
        assert!(messages(&text).contains("the prediction `gap` of claim `C1` is decided by construction"));
    }

    #[test]
    fn a_prediction_that_others_decide_too_gives_no_warning() {
        let relaxed = "\"actors.A.credulity\" = { same_as = \"actors.B.credulity\" }\n";
        assert_eq!(with(relaxed, "").trim(), "no errors");
    }

    #[test]
    fn neither_relaxes_nor_predicts() {
        assert_snapshot!(with("[claims.C2]", "[claims.C0]\ntext = \"Something.\"\n\n[claims.C2]"), @r#"
        no errors
        warning: the prediction `gap` of claim `C1` rests on the claim's own parameters alone
           --> scenario.toml:234:24
            |
        234 | [claims.C1.predictions.gap]
            |                        ^^^
            |
            = help: what it finds was partly put in: read its verdict so

        warning: the claim `C0` neither relaxes nor predicts anything
           --> scenario.toml:239:9
            |
        239 | [claims.C0]
            |         ^^
            |
            = help: nothing in a run can speak for or against it
        "#);
    }

    #[test]
    fn shows_what_is_not_there() {
        assert_snapshot!(with("shows = [\"partnership\"]", "shows = [\"partnerships\"]"), @r#"
        error: there is no outcome `partnerships`
           --> scenario.toml:228:10
            |
        228 | shows = ["partnerships"]
            |          ^^^^^^^^^^^^^^
            |
            = help: did you mean `partnership`?
        "#);
    }
}

mod layers {
    use super::*;

    #[test]
    fn base_missing() {
        assert_snapshot!(folder(&[("top.toml", "format = 1\nextends = \"builtin:esay\"\n")]), @r#"
        error: there is no built-in scenario `esay`
         --> top.toml:2:11
          |
        2 | extends = "builtin:esay"
          |           ^^^^^^^^^^^^^^
          |
          = help: built in are builtin:essay, builtin:essay-relaxed, builtin:five-powers, builtin:two-actors, builtin:franco-russian-1887, builtin:entente-1898, builtin:axis-1933, builtin:grand-alliance-1939, builtin:sino-soviet-1949, builtin:opening-1968, builtin:essay-2014
        "#);
    }

    #[test]
    fn base_circular() {
        assert_snapshot!(
            folder(&[("top.toml", "format = 1\nextends = \"low.toml\"\n"), ("low.toml", "format = 1\nextends = \"top.toml\"\n")]),
            @r#"
            error: `extends` is circular: top.toml -> low.toml -> top.toml
             --> low.toml:2:11
              |
            2 | extends = "top.toml"
              |           ^^^^^^^^^^
              |
              = help: one of these files has to stand on its own
            "#
        );
    }

    #[test]
    fn fault_in_the_base() {
        let base = SMALL.replacen("foresight = 0.9", "foresight = 9", 1);
        assert_snapshot!(
            folder(&[("top.toml", "format = 1\nextends = \"low.toml\"\nactors.A.credulity = 7\n"), ("low.toml", &base)]),
            @r#"
            error: `actors.A.credulity` is 7, outside what is allowed: 0 to 1
             --> top.toml:3:22
              |
            3 | actors.A.credulity = 7
              |                      ^ allowed: 0 to 1
              |
              = help: if this is in per cent, write 0.07
              = help: `credulity`: Weight of what is declared, against what is given, in learning beliefs (share; 0 to 1)

            error: `actors.B.foresight` is 9, outside what is allowed: 0 to 1
              --> low.toml:59:13
               |
            59 | foresight = 9
               |             ^ allowed: 0 to 1
               |
               = help: if this is in per cent, write 0.09
               = help: `foresight`: 0 reacts to threats at hand, 1 plans by expected ones (share; 0 to 1)
            "#
        );
    }

    #[test]
    fn removes_what_is_not_there() {
        assert_snapshot!(
            folder(&[("top.toml", "format = 1\nextends = \"low.toml\"\nremove = [\"ledger.old_wa\"]\n"), ("low.toml", SMALL)]),
            @r#"
            error: ledger.old_wa is not in what this file extends
             --> top.toml:3:11
              |
            3 | remove = ["ledger.old_wa"]
              |           ^^^^^^^^^^^^^^^
              |
              = help: did you mean `old_war`?
            "#
        );
    }

    #[test]
    fn removes_what_others_need() {
        assert_snapshot!(
            folder(&[("top.toml", "format = 1\nextends = \"low.toml\"\nremove = [\"outcomes.gap\"]\n"), ("low.toml", SMALL)]),
            @r#"
            error: there is no outcome `gap`
               --> low.toml:235:11
                |
            235 | outcome = "gap"
                |           ^^^^^
                |
                = help: add a table `[outcomes.gap]`
            "#
        );
    }

    #[test]
    fn removes_from_nothing() {
        assert_snapshot!(with("focus =", "remove = [\"claims\"]\nfocus ="), @r#"
        error: `remove` without `extends`
         --> scenario.toml:6:1
          |
        6 | remove = ["claims"]
          | ^^^^^^
          |
          = help: there is nothing to remove from
        "#);
    }

    #[test]
    fn set_to_what_is_not_allowed() {
        assert_snapshot!(set("actors.A.foresight=2"), @r#"
        error: `actors.A.foresight` is 2, outside what is allowed: 0 to 1
         --> --set:1:20
          |
        1 | actors.A.foresight=2
          |                    ^ allowed: 0 to 1
          |
          = help: if this is in per cent, write 0.02
          = help: `foresight`: 0 reacts to threats at hand, 1 plans by expected ones (share; 0 to 1)
        "#);
    }

    #[test]
    fn set_without_quotes() {
        assert_snapshot!(set("title=Another title"), @r#"
        error: this is not PATH=VALUE: string values must be quoted, expected literal string
         --> --set:1:7
          |
        1 | title=Another title
          |       ^^^^^^^^^^^^^
          |
          = help: the value is TOML: actors.RUS.foresight=0.5, or title="text" with quotes
        "#);
    }

    #[test]
    fn set_unknown() {
        assert_snapshot!(set("actors.A.foresigt=1"), @r#"
        error: unknown key `foresigt` in `actors.A`
         --> --set:1:10
          |
        1 | actors.A.foresigt=1
          |          ^^^^^^^^ not known here
          |
          = help: did you mean `foresight`?
        "#);
    }

    #[test]
    fn base_is_no_text() {
        assert_snapshot!(folder(&[("top.toml", "format = 1\nextends = 3\n")]), @r#"
        error: `extends` must be a text, not a whole number
         --> top.toml:2:11
          |
        2 | extends = 3
          |           ^
          |
          = help: such as "base.toml" or "builtin:essay"
        "#);
    }

    #[test]
    fn base_of_itself() {
        assert_snapshot!(folder(&[("top.toml", "format = 1\nextends = \"top.toml\"\n")]), @r#"
        error: `extends` is circular: top.toml -> top.toml
         --> top.toml:2:11
          |
        2 | extends = "top.toml"
          |           ^^^^^^^^^^
          |
          = help: one of these files has to stand on its own
        "#);
    }

    #[test]
    fn too_many() {
        let names: Vec<String> = (0..20).map(|n| format!("{n}.toml")).collect();
        let texts: Vec<String> = (1..=20).map(|n| format!("format = 1\nextends = \"{n}.toml\"\n")).collect();
        let files: Vec<(&str, &str)> =
            names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_snapshot!(folder(&files), @r#"
        error: more than 16 files extend one another
         --> 15.toml:2:11
          |
        2 | extends = "16.toml"
          |           ^^^^^^^^^
          |
          = help: merge some of them
        "#);
    }

    #[test]
    fn base_set_from_outside() {
        assert_snapshot!(set("extends=\"builtin:essay\""), @r#"
        error: `extends` cannot be set from outside
         --> --set:1:1
          |
        1 | extends="builtin:essay"
          | ^^^^^^^
          |
          = help: write a scenario file that extends this one
        "#);
    }

    #[test]
    fn set_to_not_a_number() {
        assert_snapshot!(set("actors.A.foresight=nan"), @r#"
        error: `actors.A.foresight` must be a finite number, not NaN
         --> --set:1:20
          |
        1 | actors.A.foresight=nan
          |                    ^^^
        "#);
    }
}

#[cfg(feature = "cli")]
mod files {
    use std::fs;

    use realpolitik::scenario::Files;
    use tempfile::TempDir;

    use super::*;

    /// The messages about a file, without the folder that it is in.
    fn file(name: &str, contents: Option<&[u8]>) -> String {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        if let Some(contents) = contents {
            fs::write(&path, contents).unwrap();
        }
        let result = load(path.to_str().unwrap(), &Files::default(), &[]).map(|loaded| loaded.warnings);
        text_of(result).replace(folder.path().to_str().unwrap(), "FOLDER")
    }

    #[test]
    fn missing() {
        assert_snapshot!(file("none.toml", None), @r#"
        error: there is no file FOLDER/none.toml
         |
         = help: built in are builtin:essay, builtin:essay-relaxed, builtin:five-powers, builtin:two-actors, builtin:franco-russian-1887, builtin:entente-1898, builtin:axis-1933, builtin:grand-alliance-1939, builtin:sino-soviet-1949, builtin:opening-1968, builtin:essay-2014
        "#);
    }

    #[test]
    fn missing_and_named_like_a_builtin() {
        assert_snapshot!(file("essay.toml", None), @r#"
        error: there is no file FOLDER/essay.toml
         |
         = help: did you mean the built-in `builtin:essay`?
        "#);
    }

    #[test]
    fn not_utf8() {
        assert_snapshot!(file("latin1.toml", Some(b"format = 1\ntitle = \"\xe9\"\n")), @r#"
        error: FOLDER/latin1.toml is not UTF-8 text: byte 20 in line 2 is not
         |
         = help: save the file as UTF-8
        "#);
    }

    #[test]
    fn too_large() {
        assert_snapshot!(file("large.toml", Some(&vec![b'#'; 10 * 1024 * 1024 + 1])), @r#"
        error: FOLDER/large.toml is larger than 10 MiB
         |
         = help: a scenario is a text file of a few hundred lines; is this the right file?
        "#);
    }

    #[test]
    fn directory() {
        assert_snapshot!(file("", None), @r#"
        error: FOLDER/ is a directory
         |
         = help: give a scenario file inside it
        "#);
    }

    #[test]
    fn base_missing() {
        assert_snapshot!(file("top.toml", Some(b"format = 1\nextends = \"base.toml\"\n")), @r#"
        error: there is no file FOLDER/base.toml
         --> FOLDER/top.toml:2:11
          |
        2 | extends = "base.toml"
          |           ^^^^^^^^^^^
          |
          = help: built in are builtin:essay, builtin:essay-relaxed, builtin:five-powers, builtin:two-actors, builtin:franco-russian-1887, builtin:entente-1898, builtin:axis-1933, builtin:grand-alliance-1939, builtin:sino-soviet-1949, builtin:opening-1968, builtin:essay-2014
        "#);
    }

    #[test]
    fn just_not_too_large() {
        let said = file("large.toml", Some(&vec![b'#'; 10 * 1024 * 1024]));
        assert!(said.starts_with("error: the file does not say which format it is in"), "{:.200}", said);
    }

    /// The messages about a file that extends another in the same folder.
    fn extending(base: &str, contents: Option<&[u8]>) -> String {
        let folder = TempDir::new().unwrap();
        let top = folder.path().join("top.toml");
        fs::write(&top, format!("format = 1\nextends = \"{base}\"\n")).unwrap();
        fs::create_dir(folder.path().join("below")).unwrap();
        if let Some(contents) = contents {
            fs::write(folder.path().join(base), contents).unwrap();
        }
        let result = load(top.to_str().unwrap(), &Files::default(), &[]).map(|loaded| loaded.warnings);
        text_of(result).replace(folder.path().to_str().unwrap(), "FOLDER")
    }

    #[test]
    fn base_is_a_directory() {
        assert_snapshot!(extending("below", None), @r#"
        error: FOLDER/below is a directory
         --> FOLDER/top.toml:2:11
          |
        2 | extends = "below"
          |           ^^^^^^^
          |
          = help: give a scenario file inside it
        "#);
    }

    #[test]
    fn base_not_utf8() {
        assert_snapshot!(extending("base.toml", Some(b"title = \"\xe9\"\n")), @r#"
        error: FOLDER/base.toml is not UTF-8 text: byte 9 in line 1 is not
         --> FOLDER/top.toml:2:11
          |
        2 | extends = "base.toml"
          |           ^^^^^^^^^^^
          |
          = help: save the file as UTF-8
        "#);
    }

    #[test]
    fn base_of_itself_under_another_name() {
        assert_snapshot!(extending("below/../top.toml", None), @r#"
        error: `extends` is circular: FOLDER/top.toml -> FOLDER/below/../top.toml
         --> FOLDER/top.toml:2:11
          |
        2 | extends = "below/../top.toml"
          |           ^^^^^^^^^^^^^^^^^^^
          |
          = help: one of these files has to stand on its own
        "#);
    }
}
