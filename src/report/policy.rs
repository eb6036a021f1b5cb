//! What the page may load and run: its own style and its own script, by their digests, and nothing else.

use crate::output::digest;
use base64::{Engine, engine::general_purpose::STANDARD};

/// The content security policy of a page with this style and this script.
pub(super) fn of(style: &str, script: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(digest::bytes(text.as_bytes())));
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}
