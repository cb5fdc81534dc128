package m

func M() {}
