pub mod list;

pub enum Color {
    Red,
    Green,
    Blue,
}

pub struct Point;

impl Point {
    pub fn new() -> Self {
        Point
    }
    pub fn shift(&self) {}
}

pub fn reset() {}
