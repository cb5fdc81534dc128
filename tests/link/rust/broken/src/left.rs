pub use crate::right::*;
pub use crate::*;

pub fn only_left() {
    only_right();
    lost();
}
