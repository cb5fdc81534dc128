#[link(name = "z")]
extern "C" {
    /// Compresses.
    pub fn compress(dest: *mut u8, len: c_ulong, ...) -> c_int;
    static mut errno: c_int;
    type Opaque;
}

type c_int = i32;

pub extern "C" fn callback(code: c_int) -> c_int {
    unsafe {
        errno = code;
        compress(std::ptr::null_mut(), 0)
    }
}
