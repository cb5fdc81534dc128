interface Switch {
    boolean isOn();
}
