//! The digests of short runs, recorded. A change of the model, of a draw or of a shipped scenario moves them, and no
//! other change may: not another lane width (`tests/processors.sh` and `tests/builds.sh` say so), nor another processor
//! (`tests/processors.sh`).

#[path = "golden/digests.rs"]
mod digests;

/// For a person to look at when they change: `UPDATE=1 cargo test --release golden`.
#[test]
fn golden_digests() {
    let text = digests::digests();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/digests.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &text).expect("the golden file can be written");
    }
    let golden = std::fs::read_to_string(path).expect("the golden file is there");
    assert_eq!(
        text, golden,
        "if the change is meant: UPDATE=1 cargo test --release golden, and say so in CHANGELOG.md"
    );
}
