pub const LIMIT: usize = base() * 2;
static NAME: &str = "n";
static mut COUNT: Counter = Counter { n: LIMIT };
const _: () = assert(LIMIT);

const fn base() -> usize {
    4
}

const fn assert(_: usize) {}

struct Counter {
    n: usize,
}

union Bits {
    int: u32,
    float: f32,
}

fn bump() {
    const STEP: usize = LIMIT;
    static LOCAL: u8 = 1;
    unsafe {
        COUNT.n += STEP;
        COUNT = Counter { n: 0 };
    }
    let bits = Bits { int: 1 };
    let f = unsafe { bits.float };
}
