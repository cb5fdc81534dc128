pub mod round;

pub fn area() {
    round::circle();
}
