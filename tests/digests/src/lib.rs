//! The golden digests. As a WebAssembly module it has no imports: `digests` gives where the text lies in the memory of the
//! module, and `digests_length` how long it is.

#[path = "../../golden/digests.rs"]
mod digests;

use std::sync::OnceLock;

static TEXT: OnceLock<String> = OnceLock::new();

/// What tests/golden/digests.txt must hold.
pub fn text() -> &'static str {
    TEXT.get_or_init(digests::digests)
}

/// The address of the text.
#[unsafe(no_mangle)]
pub extern "C" fn digests() -> *const u8 {
    text().as_ptr()
}

/// Its length in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn digests_length() -> usize {
    text().len()
}
