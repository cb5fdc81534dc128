mod inner;
pub mod prelude;

pub use inner::Engine;
pub use inner::parts::*;
pub use inner::start as launch;

pub fn run() {
    let e = Engine::new();
    e.spin();
    Wheel::roll();
    launch();
    prelude::Engine::new();
}
