pub fn thing() {}

pub mod thing {
    pub struct Kind;
    impl Kind {
        pub fn name(&self) {}
    }
    pub fn inside() {}
}

macro_rules! thing {
    () => {};
}
pub(crate) use thing;
