pub use crate::*;

pub fn own() {
    launch();
    Wheel::roll();
    missing();
}
