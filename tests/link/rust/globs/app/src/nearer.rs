pub use crate::first::second::*;

pub fn near() {}

pub fn here() {
    near(); // its own
    in_second();
}
