mod circle;
mod deep;
mod first;
mod nearer;
mod shape;

pub use circle::*;
pub use deep::*;
pub use first::*;
pub use nearer::*;
pub use second::*; // which first::* brings
pub use shape::Shape::*;
use util::*;

pub fn run() {
    in_circle();
    in_first();
    in_second();
    hidden(); // seen inside of deep alone
    inline();
    helper();
    tell!();
    let _ = Round;
}

fn round_about() {
    crate::in_second();
    crate::circle::in_first();
}
