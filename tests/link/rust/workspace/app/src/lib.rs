use parts::store;
use serde::Serialize;

pub fn total() -> u32 {
    http_client::get();
    let ours = store::load();
    ours.weigh()
}

pub fn write<T: Serialize>(value: T) {
    value.serialize();
}
