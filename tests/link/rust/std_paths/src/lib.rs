mod item;

use item::Item;
use std::io;

// Paths through std are as good as what an import binds.
fn paths(shared: std::rc::Rc<Item>, found: core::option::Option<Item>, read: io::Result<Item>, slot: &mut Item) {
    shared.weigh();
    found.unwrap().weigh();
    read.unwrap().weigh();
    std::mem::replace(slot, Item).weigh();
    std::boxed::Box::new(Item).weigh();
}
