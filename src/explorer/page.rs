//! The page: one file of HTML that holds all it needs, the engine too, and asks nothing of any network.

use crate::output::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

const PAGE: &str = include_str!("../../assets/explorer/page.html");
const STYLE: &str = include_str!("../../assets/explorer/style.css");
const SCRIPT: &str = include_str!("../../assets/explorer/page.js");
const WORKER: &str = include_str!("../../assets/explorer/worker.js");

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

/// The page of a scenario, and the policy under which it may be shown: what it loads lies in it, and nothing else may run.
#[must_use]
pub fn page(subject: &Subject) -> (String, String) {
    let Subject { name, title, text, words, limits, seed } = subject;
    let scenario = json!({ "name": name, "text": text, "words": words, "limits": limits, "seed": seed });
    let policy = policy();
    let engine = STANDARD.encode(ENGINE);
    let fill = |key: &str| match key {
        "policy" => escape(&policy),
        "version" => env!("CARGO_PKG_VERSION").to_owned(),
        "title" => escape(title),
        "style" => STYLE.to_owned(),
        "scenario" => in_script(&scenario),
        "engine" => engine.clone(),
        "worker" => WORKER.to_owned(),
        _ => SCRIPT.to_owned(),
    };
    (filled(PAGE, fill), policy)
}

/// Only the page's own style and script, named by their digests; the engine, its worker and pictures, which the page makes
/// itself.
fn policy() -> String {
    let [style, script] = [STYLE, SCRIPT].map(|text| STANDARD.encode(digest::bytes(text.as_bytes())));
    format!(
        "default-src 'none'; script-src 'sha256-{script}' 'wasm-unsafe-eval'; style-src 'sha256-{style}'; \
         img-src data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'"
    )
}

/// The template with every `{{key}}` filled in, in one pass: what is filled in is not looked at again.
fn filled(template: &str, fill: impl Fn(&str) -> String) -> String {
    let mut parts = template.split("{{");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |done, part| match part.split_once("}}") {
        Some((key, rest)) => done + &fill(key) + rest,
        None => done + "{{" + part,
    })
}

/// A text as HTML, in an element or an attribute in quotes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// JSON that ends no script, whatever its texts hold.
fn in_script(json: &Json) -> String {
    json.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(title: &str, text: &str) -> Subject {
        let (title, text) = (title.to_owned(), Some(text.to_owned()));
        Subject { name: "a.toml".to_owned(), title, text, words: vec!["a.toml".to_owned()], limits: 1, seed: 1 }
    }

    #[test]
    fn hostile_texts_stay_texts() {
        let (html, _) = page(&subject("</title><script>alert(1)</script>", "{{engine}} </script><script>alert(2)"));
        assert!(!html.contains("alert(1)</script>") && !html.contains("<script>alert"));
        assert!(html.contains("&lt;script&gt;alert(1)") && html.contains("{{engine}} \\u003c/script>"));
    }

    #[test]
    fn nothing_is_left_to_fill_in_and_no_part_ends_its_element() {
        let (html, policy) = page(&subject("t", "x"));
        assert!(!html.contains("{{") && html.contains(MARK) && policy.contains("default-src 'none'"));
        assert!([STYLE, SCRIPT, WORKER].iter().all(|part| !part.contains("</s")));
    }

    #[test]
    fn the_page_is_small() {
        let (html, _) = page(&subject("t", "x"));
        assert!(html.len() < 3_000_000, "{} bytes", html.len());
    }
}
