#[derive(Clone, Debug, Default)]
pub struct Circle { pub r: f64 }
pub struct Square(pub f64);

impl Circle {
    pub fn area(&self) -> f64 { self.r * self.r }
    pub fn describe(&self) -> String { String::from("circle") }
}
