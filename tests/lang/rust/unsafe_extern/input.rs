//! Blocks of foreign items as edition 2024 writes them.
unsafe extern "C" {
    /// A safe one.
    pub safe fn length(x: u32) -> u32;
    pub unsafe fn free(x: u32);
    safe static LIMIT: u32;
    fn plain();
}

unsafe extern {
    safe fn short();
}

unsafe extern "C" fn callback() {
    plain();
}

fn all() -> u32 {
    let safe = length(LIMIT);
    unsafe {
        free(safe);
        plain();
    }
    short();
    safe
}
