//! `plot`.

use super::*;

#[test]
fn pictures_are_drawn_again_as_asked() {
    let folder = folder();
    let run = small(folder.path(), &[]);
    let before = files(&run);
    let plot = ["plot", "run", "--format", "svg", "--only", "levels", "--out"];
    assert_eq!(good(folder.path(), &[&plot[..], &["light"]].concat()), "1 file in light\n");
    good(folder.path(), &[&plot[..], &["dark", "--theme", "dark"]].concat());
    let (light, dark) = (read(&folder.path().join("light/levels.svg")), read(&folder.path().join("dark/levels.svg")));
    assert!(light.starts_with("<svg") && dark.starts_with("<svg") && light != dark);
    assert_eq!(files(&run), before, "--out leaves the run alone");

    good(folder.path(), &["plot", "run", "--only", "levels,outcome-partners"]);
    let pictures: Vec<String> = names(&run).into_iter().filter(|name| name.starts_with("plots/")).collect();
    assert_eq!(
        pictures,
        ["levels.png", "levels.svg", "outcome-partners.png", "outcome-partners.svg"]
            .map(|name| format!("plots/{name}"))
    );
    assert_eq!(read(&run.join("plots/levels.svg")), light, "the same picture again");
    let none = good(folder.path(), &["plot", "run", "--only", "alliance"]);
    assert_eq!(none, "no pictures: the charts asked for have nothing to show\n", "no alliance in fifty runs");
}

#[test]
fn a_chart_that_is_not_there_is_asked_after() {
    let folder = folder();
    let before = files(&small(folder.path(), &[]));
    let error = bad(2, folder.path(), &["plot", "run", "--only", "leves"]);
    assert!(error.contains("there is no chart `leves` (did you mean `levels`?); there are: levels, "), "{error}");
    assert!(bad(2, folder.path(), &["plot", "run", "--format", "gif"]).contains("svg, png"));
    assert_eq!(files(&folder.path().join("run")), before);
}

#[test]
fn a_file_where_the_folder_is_to_be_is_named() {
    let folder = folder();
    small(folder.path(), &[]);
    std::fs::write(folder.path().join("file"), "").unwrap();
    assert!(bad(1, folder.path(), &["plot", "run", "--out", "file"]).starts_with("error: file: "));
}
