package p

type A struct{}

func (a A) F() {}
