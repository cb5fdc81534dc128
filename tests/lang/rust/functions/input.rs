/// Adds.
pub fn add(a: u32, b: u32) -> u32 {
    helper(a) + b
}

fn helper(_: u32) -> u32 {
    1
}

pub(crate) async fn later() {}

pub(super) const fn fixed() -> usize {
    0
}

pub(self) unsafe extern "C" fn raw(x: i32) {}

pub(in crate::deep) fn deep<T: Clone, const N: usize>(items: [T; N], (x, y): (u8, u8)) -> T {
    let first = helper(x as u32);
    items[first].clone()
}

fn main() {
    add(1, 2);
    unsafe { raw(3) };
    deep::<u8, 2>([1, 2], (0, 0));
}
