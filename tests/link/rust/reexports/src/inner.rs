pub mod parts;

pub struct Engine;

impl Engine {
    pub fn new() -> Engine {
        Engine
    }
    pub fn spin(&self) {}
}

pub fn start() {}
