mod hiding {
    pub fn hidden() {}
}
pub mod shown {
    pub fn inline() {}
}
use hiding::*;
pub use shown::*;

pub fn deep() {
    hidden();
}

mod tests {
    use super::*;

    fn all() {
        hidden();
        inline();
        deep();
    }
}
