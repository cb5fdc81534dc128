pub struct Item;
pub struct Named;

impl Item {
    pub fn new() -> Self {
        Item
    }
    pub fn touch(&self) {}
    pub fn named(&self) -> Named {
        Named
    }
}

impl Named {
    pub fn name(&self) {}
}
