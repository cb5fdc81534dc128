pub fn far() {
    super::near();
    super::super::top();
}
