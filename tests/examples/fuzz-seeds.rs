//! Writes what the fuzz targets begin with, a folder for each: `cargo run -p annexa-tests --example fuzz-seeds -- DIR`.

use std::path::PathBuf;

use annexa_tests::fuzz::TARGETS;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/fuzz-seeds".to_owned()));
    for target in TARGETS {
        let folder = folder.join(target.name);
        std::fs::create_dir_all(&folder)?;
        for (at, seed) in (target.seeds)().iter().enumerate() {
            std::fs::write(folder.join(format!("{at:04}")), seed)?;
        }
    }
    Ok(())
}
