use crate::speech::*;

pub struct Cat;
#[derive(Clone, Copy)]
pub struct Dog;

impl Speak for Cat {
    fn speak(&self) {
        Self::VOLUME;
    }
    fn kind() -> &'static str {
        "cat"
    }
}

impl Speak for Dog {
    fn speak(&self) {}
    fn greet(&self) {
        self.wag();
    }
}

impl Loud for Dog {}

impl Dog {
    pub fn wag(&self) {}
}
