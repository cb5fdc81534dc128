use reexports::prelude::*;

#[test]
fn works() {
    Engine::new().spin();
    own();
    reexports::launch();
}
