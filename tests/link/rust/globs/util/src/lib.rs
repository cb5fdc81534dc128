pub fn helper() {}

#[macro_export]
macro_rules! tell {
    () => {};
}
