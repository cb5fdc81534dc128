pub struct Item;

impl Item {
    pub fn weigh(&self) {}
}
