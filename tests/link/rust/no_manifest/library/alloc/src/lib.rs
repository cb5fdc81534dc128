pub struct Entry;

impl Entry {
    fn touch(&self) {}
}

pub fn first() -> Option<Entry> {
    None
}

pub fn use_it() {
    first().is_some();
    first().unwrap().touch();
    core::option::Option::Some(1);
}
