use crate::item::{Item, Value};

// `Item` is the imported type here, not the iterator's.
pub struct Array {
    values: Vec<Item>,
    one: Item,
}
impl Array {
    pub fn values(&self) -> Vec<Value> {
        vec![]
    }
    fn each(&mut self) {
        for value in &mut self.values {
            value.despan();
        }
        self.one.despan();
        self.values().first().unwrap().despan();
    }
}
impl Iterator for Array {
    type Item = Value;
    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}
fn gone_through(array: Array) {
    for value in array {
        value.despan();
    }
}
