//! What happens when the program itself is at fault: it says so, says how to tell us, and ends with 101.

use std::panic;

/// The exit code of a fault of the program.
pub const CODE: u8 = 101;

/// Makes a panic, in whichever thread, end the program with a message for the person who met it.
pub fn install() {
    panic::set_hook(Box::new(|info| {
        let what = info
            .payload()
            .downcast_ref::<&str>()
            .map(|s| (*s).to_owned())
            .or_else(|| info.payload().downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "it gave no reason".to_owned());
        let place = info.location().map_or_else(String::new, |l| format!("{}:{}", l.file(), l.line()));
        eprintln!("annexa broke off: {}", report(&what, &place));
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|v| v != "0") {
            eprintln!("\n{}", std::backtrace::Backtrace::force_capture());
        }
        std::process::exit(i32::from(CODE));
    }));
}

/// What a person can tell us about a fault: what happened, and where.
pub fn report(what: &str, place: &str) -> String {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    format!(
        "this is a fault of annexa, not of your package.\n\
         \n\
         \x20 what     {what}\n\
         \x20 where    {place}\n\
         \x20 version  {} on {}\n\
         \x20 command  annexa {arguments}\n\
         \n\
         Please tell us: open an issue at the place that you have annexa from, with these lines and, if you may\n\
         show it, the file that it was reading. Nothing of your package was sent anywhere.",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
    )
}
