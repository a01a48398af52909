//! Writing results to the standard output.

use std::io::{self, ErrorKind, Write as _};

use crate::misuse::Misuse;

/// Prints a text. A reader that went away, such as `head`, ends the program in peace.
pub(crate) fn print(text: &str) -> Result<(), Misuse> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Misuse::closed_pipe(),
        _ => Misuse::new(format!("the result cannot be written: {error}")),
    })
}
