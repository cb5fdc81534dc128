package p

func name() string { return "file" }

func value() (int, error) { return 0, nil }

var x = 1

func shadow(name string) string {
	return name
}

func use() {
	x := x + 1
	if x, err := value(); err != nil {
		_ = x
	} else if y := x; y > 0 {
		_ = y
	}
	for x := 0; x < 3; x++ {
		_ = x
	}
	{
		name := func() string { return name() }
		_ = name()
	}
	_ = name() + later
	later := "local"
	_ = later
	x, z := value()
	_, _ = x, z
}

var later = "file"
