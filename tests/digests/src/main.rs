//! Prints the golden digests.

fn main() {
    print!("{}", realpolitik_digests::text());
}
