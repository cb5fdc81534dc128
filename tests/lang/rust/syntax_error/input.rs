fn good() -> u32 {
    1
}

fn broken( {
    good();

struct After {
    field: u32,
}

fn still() {
    good();
}
