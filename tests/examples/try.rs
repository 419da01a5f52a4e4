//! Shows the problems of the package in a folder, as the specification sees them:
//! `cargo run -p annexa-tests --example try -- DIR [AS-OF]`.

use annexa_tests::package::{Package, date};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| ".".to_owned());
    let mut package = Package::read(folder.as_ref());
    if let Some(day) = arguments.next() {
        package.as_of = date(&day);
    }
    let checked = package.check();
    for problem in &checked.problems {
        println!("{}", checked.rich(problem));
    }
}
