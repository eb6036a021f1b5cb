//! What a page may load and run: its own style and its own script, by their digests, and what it names besides.

use super::digest;
use base64::{Engine, engine::general_purpose::STANDARD};

/// The content security policy of a page with this style and this script. `scripts` are further sources of scripts, such as
/// `'wasm-unsafe-eval'`, and `more` are further directives, such as `img-src data:`; nothing else is loaded or run.
#[must_use]
pub fn of((style, script): (&str, &str), scripts: &[&str], more: &[&str]) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(digest::bytes(text.as_bytes())));
    let own = [
        "default-src 'none'".to_owned(),
        format!("style-src {}", hash(style)),
        [&["script-src", &hash(script)], scripts].concat().join(" "),
    ];
    let rest = more.iter().chain(&["base-uri 'none'", "form-action 'none'"]).map(|text| (*text).to_owned());
    own.into_iter().chain(rest).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_what_is_named_may_run() {
        let policy = super::of(("", "x"), &["'wasm-unsafe-eval'"], &["img-src data:"]);
        // SHA-256 of nothing, and of the letter x.
        assert_eq!(
            policy,
            "default-src 'none'; style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; script-src \
             'sha256-LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=' 'wasm-unsafe-eval'; img-src data:; base-uri 'none'; \
             form-action 'none'"
        );
    }
}
