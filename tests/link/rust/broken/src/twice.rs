pub fn once() {
    self::super::run();
}
