// No `mod` names this file: it belongs to no crate but its own.
pub fn lost() {
    crate::top();
}
