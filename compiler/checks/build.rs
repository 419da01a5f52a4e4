//! The pages are embedded by a macro that cargo does not see through: this says when to look again.

fn main() {
    println!("cargo::rerun-if-changed=../../docs/problems");
}
