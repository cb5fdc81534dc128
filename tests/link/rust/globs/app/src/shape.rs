pub enum Shape {
    Round,
    Square,
}
