int use(void) { return scan_once(1); }
