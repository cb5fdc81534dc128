use parts::Part;

fn main() {
    let part: Part = Part::new();
    part.weigh();
    app::total();
}
