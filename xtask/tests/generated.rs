//! What is generated and committed follows its source.

#[test]
fn generated_files_are_current() {
    for generated in xtask::GENERATED {
        generated.check().unwrap();
    }
}
