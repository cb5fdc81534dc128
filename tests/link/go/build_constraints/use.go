package os

func use(t T) { t.M() }
