pub struct Wheel;

impl Wheel {
    pub fn roll() {}
}
