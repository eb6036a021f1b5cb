//! `realpolitik explore`.

use super::common::Input;
use super::{Stop, say};
use crate::explorer::page::{MARK, Subject, page};
use crate::explorer::serve::Server;
use crate::output::files;
use crate::scenario::source::{BUILTIN, BUILTIN_PREFIX};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The greatest whole number up to which JavaScript counts exactly: 2^53 - 1.
const MOST_SEED: u64 = (1 << 53) - 1;

/// Opens a scenario as a page in the browser. The page holds the engine itself: move the strength of a claim or a
/// parameter, and 2000 runs are made again while you look.
#[derive(clap::Args)]
#[command(after_help = "\
The page holds the engine itself: what you move is computed in the browser, and nothing leaves this machine. It shows the
command that repeats a setting as a run, with the same digest. Ctrl-C ends the program, with exit code 0.

Examples:
  realpolitik explore
  realpolitik explore my-argument.toml --port 0
  realpolitik explore my-argument.toml --export site")]
pub(super) struct Explore {
    #[command(flatten)]
    input: Input,
    /// Port on this machine (127.0.0.1) at which the page is; 0 takes one that is free.
    #[arg(long, default_value_t = 8015)]
    port: u16,
    /// Write the page as DIR/index.html in place of serving it: it opens from a disk, and any web server can hand it out.
    #[arg(long, value_name = "DIR", conflicts_with = "port")]
    export: Option<PathBuf>,
}

impl Explore {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let made = page(&self.subject()?).map_err(|error| Stop::Failed(error.to_string()))?;
        match &self.export {
            Some(folder) => export(folder, &made.0),
            None => self.serve(made),
        }
    }

    fn subject(&self) -> Result<Subject, Stop> {
        if self.input.seed > MOST_SEED {
            return Err(Stop::Input(format!(
                "error: --seed {}: a page in the browser counts exactly up to {MOST_SEED} only; choose a smaller seed",
                self.input.seed
            )));
        }
        let source = self.input.source();
        let scenario = source.load(&[]).map_err(|problems| Stop::Input(problems.render(super::colour())))?.scenario;
        // The page knows the scenarios of arguments; cases of history, which are large, it is given.
        let known = |name: &str| BUILTIN.iter().any(|(builtin, _)| *builtin == name);
        let as_shipped = source.name.strip_prefix(BUILTIN_PREFIX).is_some_and(known) && source.set.is_empty();
        let set = source.set.into_iter().flat_map(|set| ["--set".to_owned(), set]);
        let limits = (source.limits > 1).then(|| format!("--limits={}", source.limits));
        Ok(Subject {
            words: std::iter::once(source.name.clone()).chain(set).chain(limits).collect(),
            name: source.name,
            title: scenario.title,
            text: (!as_shipped).then_some(scenario.resolved),
            limits: source.limits,
            seed: self.input.seed,
        })
    }

    fn serve(&self, page: (String, String)) -> Result<(), Stop> {
        let port = self.port;
        let server = Server::new(port, page).map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => Stop::Input(format!(
                "error: --port {port}: another program listens there; choose another port, or --port 0 for one that is free"
            )),
            ErrorKind::PermissionDenied => Stop::Input(format!(
                "error: --port {port}: this port is not for every user; choose one from 1024 on, or --port 0 for one that is free"
            )),
            _ => Stop::Failed(format!("--port {port}: {error}")),
        })?;
        let end = || {
            super::end("stopped", 0);
            std::process::exit(0);
        };
        let _ = ctrlc::set_handler(end); // Without it the program ends all the same, with another exit code.
        say(&format!(
            "{} is at {}\nOpen that address in a browser. Ctrl-C ends it.\n",
            self.input.scenario,
            server.address()
        ))?;
        server.run();
        Ok(())
    }
}

/// Writes the page into a folder, where none is that this program did not make.
fn export(folder: &Path, html: &str) -> Result<(), Stop> {
    let path = folder.join("index.html");
    if path.exists() && !std::fs::read_to_string(&path).is_ok_and(|there| there.contains(MARK)) {
        return Err(Stop::Input(format!(
            "error: {}: is there already, and no page of this program; choose another folder",
            path.display()
        )));
    }
    std::fs::create_dir_all(folder)
        .map_err(|error| Stop::Input(format!("error: --export {}: {error}", folder.display())))?;
    files::write(&path, html.as_bytes())?;
    say(&format!(
        "{} written, {} kB. Open it in a browser, or put it on any web server.\n",
        path.display(),
        html.len().div_ceil(1000)
    ))
}
