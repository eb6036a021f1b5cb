//! Prints the golden digests, and on standard error how many lanes the program has.

fn main() {
    eprintln!("{} lanes", realpolitik::lanes::LANES);
    print!("{}", realpolitik_digests::text());
}
