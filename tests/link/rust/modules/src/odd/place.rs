pub fn here() {
    super::top();
}
