//! The page: one file of HTML that holds all it needs, the engine too, and asks nothing of any network.

use crate::output::policy;
use crate::scenario::clean;
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

const STYLE: &str = include_str!("../../templates/explorer/style.css");
const SCRIPT: &str = include_str!("../../templates/explorer/page.js");
const WORKER: &str = include_str!("../../templates/explorer/worker.js");

/// The engine as a WebAssembly module, packed by gzip: what `explorer/build.sh` makes of the crate in `explorer/`.
static ENGINE: &[u8] = include_bytes!("../../assets/explorer/engine.wasm.gz");

/// By this a page of ours is known.
pub const MARK: &str = "<meta name=\"generator\" content=\"realpolitik ";

/// What a page is about.
#[derive(Clone, Debug)]
pub struct Subject {
    /// `builtin:NAME`, or the name of a file.
    pub name: String,
    /// Title.
    pub title: String,
    /// The whole text of a scenario that is not built in or is changed from the outset.
    pub text: Option<String>,
    /// What names it on the command line.
    pub words: Vec<String>,
    /// How many times as large as usual it may be.
    pub limits: u32,
    /// Master seed at the start.
    pub seed: u64,
}

#[derive(Template)]
#[template(path = "explorer/page.html")]
struct Page<'a> {
    policy: &'a str,
    version: &'static str,
    title: &'a str,
    style: &'static str,
    scenario: String,
    engine: String,
    worker: &'static str,
    script: &'static str,
}

/// The page of a scenario, and the policy under which it may be shown: what it loads lies in it, and nothing else may run.
///
/// # Errors
/// Where the template cannot be filled in.
pub fn page(subject: &Subject) -> Result<(String, String), askama::Error> {
    let Subject { name, title, text, words, limits, seed } = subject;
    let scenario = json!({ "name": name, "text": text, "words": words, "limits": limits, "seed": seed });
    let policy = policy();
    let page = Page {
        policy: &policy,
        version: env!("CARGO_PKG_VERSION"),
        title: &clean(title),
        style: STYLE,
        scenario: in_script(&scenario),
        engine: STANDARD.encode(ENGINE),
        worker: WORKER,
        script: SCRIPT,
    };
    Ok((page.render()?, policy))
}

/// Besides its style and script the engine, its worker and pictures, which the page makes itself.
fn policy() -> String {
    policy::of((STYLE, SCRIPT), &["'wasm-unsafe-eval'"], &["img-src data: blob:", "worker-src blob:"])
}

/// JSON that ends no script, whatever its texts hold.
fn in_script(json: &Json) -> String {
    json.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(title: &str, text: &str) -> String {
        let (title, text) = (title.to_owned(), Some(text.to_owned()));
        let words = vec!["a.toml".to_owned()];
        page(&Subject { name: "a.toml".to_owned(), title, text, words, limits: 1, seed: 1 }).expect("a page").0
    }

    #[test]
    fn hostile_texts_stay_texts() {
        let html = html("</title><script>alert(1)</script>", "{{ engine }} </script><script>alert(2)");
        assert!(!html.contains("<script>alert") && html.contains("{{ engine }} \\u003c/script>\\u003cscript>alert(2)"));
    }

    #[test]
    fn the_page_is_whole_and_small() {
        let html = html("t", "x");
        assert!(html.contains(MARK) && html.contains("default-src") && html.len() < 3_000_000, "{} bytes", html.len());
        assert!([STYLE, SCRIPT, WORKER].iter().all(|part| !part.contains("</s")), "no part ends its element");
    }
}
