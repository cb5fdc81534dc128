pub use crate::*;

pub fn in_circle() {
    in_first();
    in_second();
    in_circle();
}
