pub trait Area {
    fn hidden_area(&self) -> u32;
}
