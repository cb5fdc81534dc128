pub use crate::left::*;

pub fn only_right() {
    only_left();
    lost();
}
