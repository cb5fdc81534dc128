pub fn circle() {
    super::area();
    super::super::top();
    crate::top();
}
