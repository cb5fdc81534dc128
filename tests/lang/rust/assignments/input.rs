struct Counter {
    n: u32,
    parts: [u32; 2],
}

static mut TOTAL: u32 = 0;

fn run(c: &mut Counter, p: *mut Counter) {
    c.n = 1;
    c.n += c.parts[0];
    c.parts[1] = 2;
    (*p).n = c.n;
    unsafe {
        TOTAL = c.n;
        TOTAL <<= 1;
    }
    let mut x = 0;
    x = c.n;
    (c.n, x) = (1, 2);
    let y = &mut c.n;
    *y -= TOTAL;
    let in_range = 0..c.n;
    let same = c.n == x && !(x < 3);
}
