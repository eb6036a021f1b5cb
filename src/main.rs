//! The command line of realpolitik.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    realpolitik::cli::main()
}
