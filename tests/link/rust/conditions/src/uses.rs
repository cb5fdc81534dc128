use crate::io::{Read, Write};
use crate::sys;
use crate::{Map, StdError};

struct Failure;

// Nothing of the project implements what is only there without `std`.
impl StdError for Failure {}

impl Read for Map {}

fn uses<W: Write>(mut to: W, map: Map) {
    to.write_all();
    sys::now();
    sys::wide();
}

// Who builds it says whether `full` is on.
fn prints() {
    crate::print::attributes();
}

#[cfg(feature = "full")]
fn prints_all() {
    crate::print::attributes();
}
