//! The words of a command, taken apart, to say the command again with other places.

use super::Cli;
use clap::CommandFactory;

/// An option with its value, or a word that belongs to none.
pub(super) struct Piece<'a> {
    /// The option's name, without `--`.
    pub name: Option<&'a str>,
    /// The words.
    pub words: &'a [String],
}

/// The pieces of what stands behind the name of a command, which must be words that the command takes.
pub(super) fn pieces<'a>(command: &str, mut words: &'a [String]) -> Vec<Piece<'a>> {
    let cli = Cli::command();
    let takes_value = |name: &str| {
        let mut options = cli.find_subcommand(command).into_iter().flat_map(clap::Command::get_arguments);
        options.any(|option| option.get_long() == Some(name) && option.get_action().takes_values())
    };
    let mut pieces = Vec::new();
    while let Some(first) = words.first() {
        let option = first.strip_prefix("--").filter(|rest| !rest.is_empty());
        let (name, length) =
            match option.map(|rest| rest.split_once('=').map_or((rest, false), |(name, _)| (name, true))) {
                Some((name, whole)) => (Some(name), if !whole && takes_value(name) { 2 } else { 1 }),
                // Behind a lone `--` no word is an option.
                None => (None, if first == "--" { words.len() } else { 1 }),
            };
        let (own, rest) = words.split_at(length.min(words.len()));
        pieces.push(Piece { name, words: own });
        words = rest;
    }
    pieces
}

/// The words without these options.
pub(super) fn without(arguments: &[String], options: &[&str]) -> Vec<String> {
    let Some((command, words)) = arguments.split_first() else { return Vec::new() };
    let kept =
        pieces(command, words).into_iter().filter(|piece| !piece.name.is_some_and(|name| options.contains(&name)));
    std::iter::once(command).chain(kept.flat_map(|piece| piece.words)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_known_by_their_whole_names_and_values() {
        let given = "audit --outcome x --out y --shard=1/2 e.toml --no-plots --set a=--out --out=z --seed 5 -- f --out";
        let given: Vec<String> = given.split(' ').map(str::to_owned).collect();
        let left = without(&given, &["out", "shard"]).join(" ");
        assert_eq!(left, "audit --outcome x e.toml --no-plots --set a=--out --seed 5 -- f --out");
        let alone: Vec<_> = pieces("audit", &given[1..]).into_iter().filter(|piece| piece.name.is_none()).collect();
        assert_eq!(alone.iter().map(|piece| piece.words.join(" ")).collect::<Vec<_>>(), ["e.toml", "-- f --out"]);
    }
}
