pub struct Item;
impl Item {
    pub fn despan(&mut self) {}
}
pub struct Value;
impl Value {
    pub fn despan(&self) {}
}
