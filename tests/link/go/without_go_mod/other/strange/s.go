package strange

func S() {}
